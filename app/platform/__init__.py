"""Everything that differs by platform: clock, folder, log, the page around a browser's worker."""
