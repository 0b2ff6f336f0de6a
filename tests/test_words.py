"""Words: the lexicon keeps terms whole, both engines agree, and jieba neither prints nor is changed."""

import os
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.text.words import (
    LEXICON_FREQUENCY,
    Cutter,
    cut,
    lexicon_groups,
    lexicon_words,
    read_word_groups,
    stop_word_groups,
    stop_words,
    words,
)

DIGESTS = sorted((Path(__file__).parent.parent / "data/raw/digests").glob("*_20*.txt"))
ENGINES = ("jieba", "rjieba")


@pytest.fixture(scope="module")
def engines():
    pytest.importorskip("rjieba")
    return {name: Cutter(name) for name in ENGINES}


# What a reader sees.


@pytest.mark.parametrize("engine", ENGINES)
def test_terms_of_the_field_stay_whole(engines, engine):
    text = "危及三安全一稳定的，依申请公开时不予公开；政务新媒体与政策解读须合乎政府信息公开条例。"
    assert engines[engine].cut(text) == [
        *("危及", "三安全一稳定", "的", "，", "依申请公开", "时", "不予公开", "；"),
        *("政务新媒体", "与", "政策解读", "须", "合乎", "政府信息公开条例", "。"),
    ]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "whole, after",
    [
        (w, a)
        for w in ("政府信息公开", "政务公开")
        for a in ("平台", "目录", "指南", "范围", "网站", "专栏", "工作", "意识")
    ]
    + [("政策解读", "材料"), ("政府信息", "发布"), ("工作", "规范性"), ("公开", "栏目"), ("办理", "结果公示")],
)
def test_lexicon_does_not_tear_the_words_beside_its_own(engines, engine, whole, after):
    assert engines[engine].cut(whole + after)[0] == whole


def test_without_the_lexicon_jieba_cuts_the_term():
    assert "依申请公开" not in Cutter("jieba", lexicon=[]).cut("依申请公开")


def test_own_words_are_added_to_the_lexicon():
    assert "民声直通站" not in cut("民声直通站开通")
    assert Cutter(lexicon=[*lexicon_words(), "民声直通站"]).cut("民声直通站开通") == ["民声直通站", "开通"]


def test_content_words_leave_out_stop_words_numbers_dates_signs_and_addresses():
    text = (
        "2023年1月31日，我局通过APP和app主动公开政府信息1,204条（占98.5%），其中第十二条、三百件，见www.example.cn/a。"
    )
    assert words(text) == ["app", "app", "主动公开", "政府信息"]


def test_dates_leave_no_scrap_of_a_word():
    assert words("自2021年1月1日至12月31日止") == []


def test_single_characters_only_when_asked_for():
    assert words("查档") == words("查 档") + ["查档"]
    assert words("查 档") == []
    assert words("查 档 的 三", keep_single=True) == ["查", "档"]


def test_a_number_in_the_lexicon_is_a_word():
    assert words("十四五规划，二十五条，两批，第三") == ["十四五", "规划"]


def test_formulae_stay_unless_their_groups_are_named():
    text = "进一步加强培训工作"
    assert words(text) == ["进一步", "加强", "培训"]
    assert Cutter(stop_groups=["function", "formula_adverbs", "formula_verbs"]).words(text) == ["培训", "工作"]
    assert Cutter(more_stop_words=["培训"]).words(text) == ["进一步", "加强"]


# The data.


def test_lexicon_is_large_and_says_where_it_is_from():
    assert len(lexicon_words()) >= 200
    assert all(group.source and group.english for group in (*lexicon_groups(), *stop_word_groups()))


@pytest.mark.parametrize("engine", ENGINES)
def test_every_lexicon_word_stays_whole(engines, engine):
    assert [word for word in lexicon_words() if engines[engine].cut(word) != [word]] == []


def test_lexicon_frequency_far_outweighs_the_parts_of_every_word():
    rjieba = pytest.importorskip("rjieba")
    engine = rjieba.Jieba()
    needed = {word: engine.suggest_freq(word) for word in lexicon_words() if not engine.has_word(word)}
    assert max(needed.values()) < LEXICON_FREQUENCY / 10


def test_no_lexicon_word_is_a_stop_word():
    everything = stop_words([group.key for group in stop_word_groups()])
    assert everything & set(lexicon_words()) == set()


@pytest.mark.parametrize(
    "text, complaint",
    [
        ('[[groups]]\nkey="a"\nenglish="a"\nwords="甲乙"', r"group 1 \(a\) has no text for source"),
        ('[[groups]]\nkey="a"\nenglish="a"\nsource="s"\nwords="甲乙 丙丁 甲乙"', "word given twice: 甲乙"),
        ("words = 甲", "not a TOML file"),
        ("", "no \\[\\[groups\\]\\] found"),
    ],
)
def test_broken_word_files_are_refused_by_name(tmp_path, text, complaint):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint) as error:
        read_word_groups(path)
    assert "mine.toml" in str(error.value)


def test_wrong_settings_are_refused(monkeypatch):
    with pytest.raises(ValueError, match="12345热线"):
        Cutter(lexicon=["民声热线", "12345热线"])
    with pytest.raises(ValueError, match="one text"):
        Cutter(lexicon="民声热线")
    with pytest.raises(ValueError, match="no group of stop words called verbs; there are function"):
        Cutter(stop_groups=["verbs"])
    with pytest.raises(ValueError, match="engine is 'pkuseg'; expected one of auto, jieba, rjieba"):
        Cutter("pkuseg")
    monkeypatch.setenv("TOOLKIT_WORDS_ENGINE", "fast")
    with pytest.raises(ValueError, match="environment variable TOOLKIT_WORDS_ENGINE is 'fast'"):
        Cutter()


# Engines.


def test_engine_is_chosen_by_argument_then_environment_then_what_is_installed(monkeypatch):
    pytest.importorskip("rjieba")
    monkeypatch.delenv("TOOLKIT_WORDS_ENGINE", raising=False)
    assert Cutter().engine == "rjieba"
    monkeypatch.setenv("TOOLKIT_WORDS_ENGINE", "jieba")
    assert Cutter().engine == "jieba"
    assert Cutter("rjieba").engine == "rjieba"


def test_where_rjieba_is_not_installed_jieba_is_used(monkeypatch):
    from toolkit.text import words as module

    monkeypatch.delenv("TOOLKIT_WORDS_ENGINE", raising=False)
    monkeypatch.setattr(module, "_rjieba", lambda: None)
    assert Cutter().engine == "jieba"
    with pytest.raises(ImportError, match="pip install"):
        Cutter("rjieba")


@given(st.text())
def test_tokens_joined_are_the_text(text):
    assert "".join(cut(text)) == text


HAN_TEXT = st.lists(
    st.one_of(
        st.sampled_from(lexicon_words()),
        st.text(
            "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年", max_size=5
        ),
        st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=4),
    ),
    max_size=12,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(HAN_TEXT)
def test_both_engines_cut_alike(engines, text):
    assert engines["jieba"].cut(text) == engines["rjieba"].cut(text)


@pytest.mark.parametrize("path", DIGESTS, ids=lambda p: p.stem)
def test_both_engines_cut_the_digests_alike(engines, path):
    text = path.read_text(encoding="utf-8")
    tokens = engines["jieba"].cut(text)
    assert len(tokens) > 500
    assert engines["rjieba"].cut(text) == tokens


def test_there_are_digests():
    assert len(DIGESTS) == 7


@pytest.mark.parametrize("name", ENGINES)
def test_a_cutter_can_be_pickled_before_and_after_use(engines, name):
    text = "民声直通站依申请公开，培训一次"
    made = Cutter(name, lexicon=["民声直通站"], stop_groups=["time"], more_stop_words=["培训"])
    fresh = pickle.loads(pickle.dumps(made))
    assert made.words(text) == ["民声直通站", "申请", "公开"]
    used = pickle.loads(pickle.dumps(made))
    for copy in (fresh, used):
        assert copy.engine == name
        assert copy.words(text) == made.words(text)


def test_several_processes_at_once_give_the_same():
    texts = ["依申请公开的答复期限", "主动公开政府信息", "政策解读与回应关切", "三安全一稳定"]
    cutter = Cutter("jieba")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(cutter.words, texts)) == [cutter.words(text) for text in texts]


# jieba prints nothing and is not changed. Each of these is a Python of its own.

USE = "from toolkit.text.words import words\nassert words('依申请公开') == ['依申请公开']\n"


def run(code, *options, engine="jieba", **environment):
    """What a fresh Python prints on both its streams; it must end well."""
    env = {**os.environ, "TOOLKIT_WORDS_ENGINE": engine, "PYTHONUTF8": "1", **environment}
    done = subprocess.run([sys.executable, *options, "-c", code], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("engine", ENGINES)
def test_first_use_prints_nothing(engines, engine):
    assert run(USE, engine=engine) == ""


def test_nothing_is_printed_or_written_where_the_temporary_folder_cannot_be_written(tmp_path):
    # A folder that is not there stands for one without permission, which a test run by root would not notice.
    lost = f"import tempfile\ntempfile.tempdir = {str(tmp_path / 'lost')!r}\n"
    assert run(lost + USE) == ""
    assert run(USE, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path))) == ""
    assert list(tmp_path.iterdir()) == []


def test_warnings_made_errors_do_not_stop_it(tmp_path):
    # Compiled anew (pycache_prefix), since the invalid escapes in jieba's source are warned of only then; and with a
    # pkg_resources that warns at once, as that of setuptools does since version 67.
    (tmp_path / "pkg_resources.py").write_text("import warnings\nwarnings.warn('deprecated', UserWarning)\n")
    out = run(USE, "-W", "error", "-X", f"pycache_prefix={tmp_path / 'pyc'}", PYTHONPATH=str(tmp_path))
    assert out == ""


def test_it_works_without_setuptools():
    assert run("import sys\nsys.modules['pkg_resources'] = None\n" + USE) == ""


def test_the_global_jieba_is_not_touched(tmp_path):
    check = """
import logging, jieba
from jieba import finalseg
assert not jieba.dt.initialized and not jieba.dt.FREQ and not jieba.dt.total
assert not finalseg.Force_Split_Words
assert logging.getLogger("jieba").level == logging.DEBUG  # as jieba sets it
jieba.setLogLevel(60)
assert len(jieba.lcut("依申请公开")) > 1 and "依申请公开" not in jieba.dt.FREQ
"""
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path))  # for the cache of the global jieba
    assert run(USE + check, **temporary) == ""
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]
