"""Who may do what, and why not: identity, tiers, scope, policy and safeguards."""
