"""What the law asks of a portal: the accessibility statement, reports, legal facts, keeping, and people's rights."""
