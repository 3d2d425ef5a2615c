"""What the commands say of themselves in Chinese, shown where LC_ALL, LC_MESSAGES or LANG begins with zh.

Belongs here: that table, and putting it in the place of the English texts. Does not belong here: the English
texts, which stand with each command; a test holds the two to each other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import click

COMMANDS = {
    "": "从区级数据导出到发布的标签表。设置来自 TAGGING_* 环境变量。",
    "address-benchmark": "用已标注的地址文件给地址识别评分。",
    "backup": "备份登记册、发布库与历史，不停业务。",
    "bump": "把标签现有内容移到 earlier，从指定日期起开新版本。",
    "consumers": "列出每个使用方得到什么；PostgreSQL 上为其建只读角色。",
    "contracts": "为每个使用方写出数据契约文件。",
    "docs": "写出给人看的网页，不需网络，不含任何个人。",
    "erase": "从各处删除个人数据，不可恢复。",
    "explain": "说明某个对象为什么有、没有或无法判定某个标签。",
    "extract": "只读抽取源数据库，写入接收目录。",
    "label-benchmark": "用已标注的文本文件给问题标签评分。",
    "label-explain": "解释一段文本为何有或没有某个问题标签。",
    "label-train": "从已标注的文本训练问题标签分类器。",
    "link-benchmark": "不看答案匹配已标注的人员文件，并给出准确度。",
    "link-learn": "从某日的居民学习匹配权重。",
    "lint": "检查规则与映射文件，一次列出全部错误及其位置。",
    "lock": "改好规则与版本后写入 rules.lock，并说明锁定了什么。",
    "manifest": "为目录里的文件写出清单 manifest.json。",
    "manual": "人工决定：增加、撤下、有争议。",
    "manual list": "列出相互矛盾、有争议或将到期的人工决定，以及由谁裁定。",
    "orders": "工单互转。",
    "orders take": "收回工单办理情况。",
    "orders write": "写出某使用方的在办工单。",
    "override": "放行一个未通过检查的版本并发布。",
    "prepare": "建好 Dagster 的目录与设置，并说明在哪里。",
    "preview": "预览：改动会使谁得到、失去标签或变为无法判定。",
    "quarantine": "不可信的数据行。",
    "quarantine codes": "列出映射里没有的代码及行数，不含个人的值。",
    "quarantine list": "列出被退回的行及其值，只给数据所有者。",
    "quarantine summary": "按来源和原因统计被退回的行数。",
    "quarantine workbooks": "按居民区写出退回表。",
    "restore": "把备份恢复到空的数据目录与空的数据库。",
    "retention": "按留存期删除标签、旧日期的中间数据与接收文件。",
    "review": "复核清单：疑似同一人、住址待匹配。",
    "review take": "收取填好的复核清单，全收或全不收；填“收回”的结论作废。",
    "review write": "按居民区写出复核清单与说明页。",
    "rollback": "撤回最新一次发布，恢复之前的内容。",
    "rotate-key": "换用新的假名密钥。",
    "rules": "列出标签的版本、阶段、负责单位，以及起草、审核、发布的时间和单位。",
    "run": "运行尚未发布的各日，并给出小结。",
    "sample": "生成样例区的四天数据。",
    "sample-score": "用样例区的真相给人与房的识别评分。",
    "status": "列出最近的发布与最近一次检查结果。",
    "ui": "在本机启动网页与服务，Ctrl-C 结束。",
    "unknowns": "无法判定的标签缺什么，按补齐后的效果排序。",
}
"""By the words after `tagging`."""
OPTIONS = {
    "address-benchmark --html": "同时写成网页。",
    "address-benchmark --show": "列出若干识别错的地址。",
    "backup --secrets": "密钥与盐存到哪里，须与其余备份分开。",
    "bump --from": "新版本的第一天。",
    "contracts --folder": "写到哪里；默认 <data>/contracts。",
    "docs --date": "已发布的日期；默认最新。",
    "docs --to": "写到哪个目录；默认在数据目录下。",
    "erase --ground": "删除依据，与 --person-code 同用。",
    "erase --person-code": "来源系统里的人员编码，可重复。",
    "erase --receipts": "恢复备份之后：较新的删除凭据所认出的人。",
    "erase --requested": "随导出文件提出申请的人。",
    "erase --requested-on": "申请日期；默认今天。",
    "erase --together": "连同这里视为一人而内容不同的档案。",
    "explain --code": "来源系统的编码，代替内部编号。",
    "explain --json": "输出 JSON。",
    "explain --on": "快照日；默认最新发布日。",
    "explain --tag": "只看这个标签，可重复。",
    "extract --date": "快照日：今天或昨天。",
    "extract --system": "只抽取这个系统；默认全部有地址的系统。",
    "label-benchmark --html": "把得分、可信度与混淆情况写成网页。",
    "label-explain --label": "只说明这个标签，可重复。",
    "link-benchmark --folder": "阈值曲线写到哪里。",
    "link-benchmark --second-file": "两份文件互相匹配时的另一份。",
    "link-learn --date": "快照日。",
    "manifest --date": "快照日；默认取目录名。",
    "manifest --source": "FILE=SOURCE，表头认不出来源时写明。",
    "manual list --all": "全部有效决定。",
    "manual list --date": "快照日；默认最新计算日。",
    "manual list --days": "多少天内到期。",
    "orders take --consumer": "哪个使用方的工单。",
    "orders write --consumer": "哪个使用方的工单。",
    "override --by": "谁决定。",
    "override --reason": "理由。",
    "preview --against": "与什么比较：git 引用、规则目录或已发布的版本号。",
    "preview --date": "快照日；默认最新计算日。",
    "preview --html": "网页写到哪个文件；默认在数据目录下。",
    "preview --rules-of": "按该日生效的规则比较。",
    "quarantine codes --date": "快照日。",
    "quarantine list --committee": "只看这个居民区；unknown 为其余。",
    "quarantine list --date": "快照日。",
    "quarantine list --reason": "只看这个原因。",
    "quarantine list --source": "只看这个来源。",
    "quarantine summary --date": "快照日。",
    "quarantine workbooks --date": "快照日。",
    "restore --secrets": "当时的密钥与盐在哪里。",
    "retention --today": "从哪天往回数；默认今天。",
    "review write --decided": "已有结论的也列出，可填“收回”。",
    "review write --date": "快照日。",
    "rollback --by": "谁决定。",
    "rollback --reason": "理由。",
    "run --date": "快照日；默认所有尚未发布的导出。",
    "sample --correct": "只写该日导出的更正版。",
    "sample --newest": "最后一天；默认昨天。",
    "sample-score --date": "快照日；默认最近运行日。",
    "ui --host": "监听地址；Dagster 不验证身份。",
    "unknowns --date": "快照日；默认最新计算日。",
    "unknowns --tag": "只看这个标签。",
}
"""By the words after `tagging` and the option."""


def is_chinese() -> bool:
    """Return whether whoever asks reads Chinese, by the first of the variables that is set."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((value for value in named if value), "").lower().startswith("zh")


def every_command(group: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield every command with the words by which it is called."""
    yield path, group
    for name, command in (group.commands if isinstance(group, click.Group) else {}).items():
        yield from every_command(command, f"{path} {name}".strip())


def told_in_chinese(group: click.Command) -> None:
    """Put the Chinese texts in the place of the English ones."""
    for path, command in every_command(group):
        command.help = command.short_help = COMMANDS.get(path, command.help)
        for option in command.params:
            if isinstance(option, click.Option):
                option.help = OPTIONS.get(f"{path} {option.opts[0]}", option.help)
