"""Decoding and resizing images with OpenCV."""

import cv2
import numpy

REQUIRES = ("cv2", "numpy")
SETTLES = ("distribution:opencv-*", "native:*jpeg*", "native:*opencv*")


def setup(seed):
    image = numpy.random.RandomState(seed).randint(0, 256, (240, 320, 3)).astype("uint8")
    image = cv2.GaussianBlur(image, (9, 9), 3)
    return cv2.imencode(".jpg", image)[1], cv2.imencode(".png", image)[1]


def run(data):
    decoded = [cv2.imdecode(part, cv2.IMREAD_COLOR) for part in data]
    return decoded + [cv2.resize(decoded[0], (128, 128), interpolation=method) for method in (0, 1, 2, 3)]
