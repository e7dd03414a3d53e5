"""What a ledger says about the programme in a month, in numbers anyone can count again from an export."""
