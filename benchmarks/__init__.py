"""What is measured, each script one measurement: `bin/bench` lists them."""
