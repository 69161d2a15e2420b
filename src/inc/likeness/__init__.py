"""What helped in incidents that are like another one."""
