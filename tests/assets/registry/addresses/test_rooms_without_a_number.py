"""Rooms, floors and units that bear a word and no number are read where a house is, and names are not."""

import pytest

from tests.assets.registry.addresses.conftest import parts_of

FORMS = {
    "长乐路339弄5号底层前间": "road=长乐路 lane=339 house=5 floor=底层 room=前间",
    "长乐路339弄5号二楼朝南间": "road=长乐路 lane=339 house=5 floor=2 room=朝南间",
    "长乐路339弄5号假三层后间": "road=长乐路 lane=339 house=5 floor=假3层 room=后间",
    "长乐路339弄5号楼下后客堂": "road=长乐路 lane=339 house=5 floor=楼下 room=后客堂",
    "长乐路339弄5号1102室北间": "road=长乐路 lane=339 house=5 room=1102",
    "阳城花园7号东单元201室": "poi=阳城花园 house=7 unit=东单元 room=201",
    "平型关路1000弄龙盛雅苑7号西单元301": "poi=龙盛雅苑 road=平型关路 lane=1000 house=7 unit=西单元 room=301",
    "愚园路12号甲202室": "road=愚园路 number=12甲 room=202",
    "愚园路12弄1号甲室": "road=愚园路 lane=12 house=1 room=甲",
    "愚园路12弄1号乙单元202室": "road=愚园路 lane=12 house=1 unit=乙 room=202",
    "康定花园甲座1203": "poi=康定花园 building=甲 room=1203",
    "长乐路4号楼上海银行": "road=长乐路 building=4 poi=上海银行",
    "中间路12号": "road=中间路 number=12",
    "前间村3组6号": "community=前间村 group=3 number=6",
}


@pytest.mark.parametrize(("address", "parts"), FORMS.items())
def test_it_is_read(address: str, parts: str) -> None:
    assert parts_of(address) == dict(part.split("=") for part in parts.split())
