"""What trials amount to: outputs compared, noise measured, ratios with intervals. The room of numpy and scipy."""
