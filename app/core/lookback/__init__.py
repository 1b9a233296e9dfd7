"""Looking back over what was kept: finding it again."""
