"""What HomeOps can do: one folder a domain, each of which yields one `Domain` value."""
