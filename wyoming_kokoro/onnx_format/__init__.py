"""Reads, makes and writes ONNX files, as far as the program needs it, with protobuf alone."""
