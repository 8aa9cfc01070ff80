"""Resizing and converting images."""

from PIL import Image

REQUIRES = ("PIL",)
SETTLES = ("distribution:pillow", "distribution:pillow-simd")


def setup(seed):
    size = 640, 480
    raw = bytes((x * 7 + y * 3 + c * 11 + seed) % 256 for y in range(size[1]) for x in range(size[0]) for c in range(3))
    return Image.frombytes("RGB", size, raw)


def run(image):
    resize = [
        image.resize((224, 224), method) for method in (Image.NEAREST, Image.BILINEAR, Image.BICUBIC, Image.LANCZOS)
    ]
    thumbnail = image.copy()
    thumbnail.thumbnail((128, 128))
    return resize + [image.resize((224, 224)), thumbnail, image.convert("L").resize((64, 64))]
