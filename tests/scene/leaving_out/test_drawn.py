"""What is drawn becomes an area in the scene's own x and y."""

from app.scene.grids.grid import Grid
from app.scene.leaving_out.drawn import Shape, drawn_area
from app.scene.leaving_out.leave_out import Area

GRID = Grid(60, 40, (30.0, 0.0, 1_000.0, 0.0, -20.0, 9_000.0))
CORNERS = ((1.0, 2.0), (11.0, 2.0), (11.0, 5.5))


def test_corners_are_placed_on_the_ground():
    area = drawn_area(Shape.POLYGON, CORNERS, GRID, ())
    ring = (1_030.0, 8_960.0, 1_330.0, 8_960.0, 1_330.0, 8_890.0)
    assert area == Area("Polygon 1", "", ((ring,),), is_inside=True)


def test_a_name_is_the_first_that_is_free():
    taken = {"Rectangle 1", "Polygon 2", "field.kml"}
    assert drawn_area(Shape.RECTANGLE, CORNERS, GRID, taken).name == "Rectangle 2"
    assert drawn_area(Shape.POLYGON, CORNERS, GRID, taken).name == "Polygon 1"
