"""What the service knows: advice, services, risk rules, and how words are matched to them. Pure."""
