"""Line up the stages of a sweep over a range of k; how a stage is done is found beside."""
