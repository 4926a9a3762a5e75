"""Line up the stages of a sweep over a range of k; how each of them is done is found beside."""
