"""Every form of an address that people write is read into its parts."""

import pytest

from tests.assets.registry.addresses.conftest import parts_of

FORMS = {
    # Shanghai
    "柳营路669弄14号1102室": "road=柳营路 lane=669 house=14 room=1102",
    "柳营路669弄14号1102": "road=柳营路 lane=669 house=14 room=1102",
    "柳营路669弄14-1102": "road=柳营路 lane=669 house=14 room=1102",
    "柳营路669-14-1102": "road=柳营路 lane=669 house=14 room=1102",
    "柳营路669弄14": "road=柳营路 lane=669 house=14",
    "芷江西路165弄2支弄8号": "road=芷江西路 lane=165 sublane=2 house=8",
    "芷江西路165弄8号二楼亭子间": "road=芷江西路 lane=165 house=8 floor=2 room=亭子间",
    "三泉路424弄64号地下室": "road=三泉路 lane=424 house=64 room=地下室",
    "武定路12弄甲1号": "road=武定路 lane=12 house=甲1",
    "武定路12弄1号甲": "road=武定路 lane=12 house=1甲",
    "天新坊乙5号302室": "poi=天新坊 house=乙5 room=302",
    "沪太路1170弄14-16号": "road=沪太路 lane=1170 house=14-16",
    "沪太路1170弄1号至3号": "road=沪太路 lane=1170 house=1-3",
    "阳曲路1388弄46号101-102室": "road=阳曲路 lane=1388 house=46 room=101-102",
    "延长中路四百五十一弄二十三号一〇二室": "road=延长中路 lane=451 house=23 room=102",
    "延长中路廿弄卅二号": "road=延长中路 lane=20 house=32",
    "大宁路６６０弄１２号３０１室": "road=大宁路 lane=660 house=12 room=301",
    "大宁路 660弄 12号 301室": "road=大宁路 lane=660 house=12 room=301",
    "彭浦新村256号503室": "poi=彭浦新村 house=256 room=503",
    "曹杨8村117号204室": "poi=曹杨八村 house=117 room=204",
    "愚园路753号3号楼2单元501室": "road=愚园路 number=753 building=3 unit=2 room=501",
    "南京西路1025弄静安别墅112号": "road=南京西路 lane=1025 poi=静安别墅 house=112",
    "上海静安柳营路669弄14号": "city=上海 district=静安 road=柳营路 lane=669 house=14",
    "上海市静安区共和新路街道柳营路669弄14号":
        "city=上海市 district=静安区 town=共和新路街道 road=柳营路 lane=669 house=14",
    # noise before and after
    "地址：柳营路669弄14号1102室（近沪太路）": "road=柳营路 lane=669 house=14 room=1102",
    "现住柳营路669弄14号(1102室) 联系电话：13800138000": "road=柳营路 lane=669 house=14 room=1102",
    "柳营路669弄14号门口": "road=柳营路 lane=669 house=14",
    "芷江西路100号近西藏北路": "road=芷江西路 number=100 poi=近西藏北路",
    # other cities
    "浙江省杭州市余杭区五常街道文一西路969号3号楼2单元1801室":
        "province=浙江省 city=杭州市 district=余杭区 town=五常街道 road=文一西路 number=969 building=3 "
        "unit=2 room=1801",
    "竹海水韵春风里12-3-1001": "poi=竹海水韵春风里 building=12 unit=3 room=1001",
    "梅兰苑18-2-301室": "poi=梅兰苑 building=18 unit=2 room=301",
    "东方大厦A座1203": "poi=东方大厦 building=A room=1203",
    "东方大厦A-1203": "poi=东方大厦 building=A room=1203",
    "东环广场B座5层": "poi=东环广场 building=B floor=5",
    "汇德公寓4栋501": "poi=汇德公寓 building=4 room=501",
    "汇德公寓3#501": "poi=汇德公寓 house=3 room=501",
    "望江路12号3F": "road=望江路 number=12 floor=3",
    "沿山村5组6号": "community=沿山村 group=5 number=6",
    "白杨街道2号大街501号": "town=白杨街道 road=2号大街 number=501",
    "文一西路12号附5号": "road=文一西路 number=12附5",
    "丽青路69-1号": "road=丽青路 number=69-1",
    "中关村南大街甲6号铸诚大厦B座1201室": "road=中关村南大街 number=甲6 poi=铸诚大厦 building=B room=1201",
    "人民南路四段27号": "road=人民南路四段 number=27",
    "银泰城023号商铺": "poi=银泰城 room=023",
    "人民路小学": "poi=人民路小学",
    "文一西路9号7-11便利店": "road=文一西路 number=9 poi=便利店",
    # nothing to read
    "芷江西路弄号室": "road=芷江西路",
    "芷江西路0弄0号0室": "road=芷江西路",
    "": "",
}  # fmt: skip


@pytest.mark.parametrize("address", FORMS)
def test_a_form_is_read(address: str) -> None:
    expected = dict(pair.split("=") for pair in FORMS[address].split())
    assert parts_of(address) == expected
