"""Photos in (upright, bounded, without metadata), collages and cards out: Pillow on native, the
browser's canvas on the web."""
