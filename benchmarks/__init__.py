"""Speed and memory, measured from outside as ratios in one run."""
