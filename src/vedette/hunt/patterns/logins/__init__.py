"""What logins say: guessed passwords, journeys nobody makes, what is new, accounts that hop between hosts."""
