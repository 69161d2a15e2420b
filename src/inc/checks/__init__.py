"""What is wrong in the documents of a workspace: rules, findings, and how they are told."""
