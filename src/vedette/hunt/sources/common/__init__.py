"""What records of many tools have in common, and the schemas made to be shared: ECS and OCSF."""
