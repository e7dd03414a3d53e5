"""The Linux audit log: records of one event joined, decoded and read."""
