"""What sensors on the wire write: Zeek, Suricata, NetFlow."""
