"""What runs, when and with which resources."""
