import ast
import inspect

from parity.semantics import copying
from parity.semantics.copying import copied


def test_the_same_and_nothing_shared_that_could_change() -> None:
    tree = ast.parse(inspect.getsource(copying))
    twin = copied(tree)
    assert ast.dump(twin, include_attributes=True) == ast.dump(tree, include_attributes=True)
    ours = {id(node) for node in ast.walk(tree) if isinstance(node, (ast.expr, ast.stmt, ast.arguments))}
    assert ours.isdisjoint(id(node) for node in ast.walk(twin))
    twin.body.clear()
    assert tree.body
