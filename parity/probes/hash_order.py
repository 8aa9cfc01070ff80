"""Order of sets, and the numbers that hash() gives."""

REQUIRES = ()
SETTLES = ("setting:env:PYTHONHASHSEED", "interpreter:*")


def run():
    words = ["user_%d" % i for i in range(50)]
    return {"set": list(set(words)), "hash": [hash(word) % 1000 for word in words[:10]]}
