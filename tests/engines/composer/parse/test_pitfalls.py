"""Readings that once went wrong, each with the wrong picture that it made."""

import pytest

from danqing.engines.composer.parse import read
from danqing.engines.composer.spec import Language, Layout, Look, Place, Role, Spec, Verb


def nouns(spec: Spec) -> dict[str, int]:
    """What was asked for, and how many of it."""
    return {subject.noun: subject.count for subject in spec.subjects if not subject.added}


def roles(spec: Spec) -> dict[str, Role]:
    return {text.text: text.role for text in spec.texts}


@pytest.mark.parametrize(
    ("prompt", "wrong"),
    [
        ("的确是轻松的对象,手绘", {"pine", "elephant", "hands", "target"}),
        ("木漏れ日の中の印象的な現象", {"tree", "elephant"}),
    ],
)
def test_a_character_means_nothing_inside_a_longer_word(prompt: str, wrong: set[str]) -> None:
    assert not nouns(read(prompt)).keys() & wrong


def test_traditional_japanese_birds_are_birds() -> None:
    assert "bird" in nouns(read("空を飛ぶ鳥と、静かな湖"))


def test_no_pig_hides_in_a_subtitle() -> None:
    assert "pig" not in nouns(read("サブタイトルは「春」、草原の犬"))


def test_tmall_is_no_cat_a_cap_no_ball_and_a_print_no_flower() -> None:
    spec = read("天猫双十一海报,一个戴着棒球帽的女孩,胸前有印花")
    assert set(nouns(spec)) == {"girl"}


def test_shorts_are_worn_and_do_not_stand_in_the_street() -> None:
    spec = read("街道上,一个穿着白色衬衫和短裤的男孩")
    assert set(nouns(spec)) == {"boy"}
    person = spec.subjects[0].person
    assert person is not None
    assert person.dress == {"shirt", "shorts"}
    assert person.top == "white"


def test_clothes_that_nobody_wears_are_told_as_ignored() -> None:
    assert "连帽卫衣" in read("绿草地,连帽卫衣").ignored


def test_bold_letters_are_not_old() -> None:
    assert "old" not in read("A poster with the bold title “Sale”").moods


def test_a_chemist_brings_no_mist() -> None:
    assert read("A chemist in a room").weather == frozenset()


@pytest.mark.parametrize(
    ("prompt", "counts"),
    [
        ("两只兔子和一只狐狸", {"rabbit": 2, "fox": 1}),
        ("a whale and three fish", {"whale": 1, "fish": 3}),
        ("三匹の犬と一羽の鳥", {"dog": 3, "bird": 1}),
        ("子犬が3匹、猫が二匹", {"dog": 3, "cat": 2}),
        ("12 birds over a lake with a pair of swans", {"bird": 12, "swan": 2}),
        ("五隻小貓和十隻鴨子", {"cat": 5, "duck": 10}),
    ],
)
def test_the_number_nearest_to_a_noun_counts_it(prompt: str, counts: dict[str, int]) -> None:
    assert nouns(read(prompt)) == counts


def test_years_of_age_count_nobody() -> None:
    assert nouns(read("18岁的中国女孩")) == {"girl": 1}
    assert nouns(read("an 8 year old boy")) == {"boy": 1}


def test_a_bubble_goes_before_the_word_text() -> None:
    spec = read("A puppy on grass. A speech bubble adds charm with the text: “Watch me!”")
    assert roles(spec) == {"Watch me!": Role.BUBBLE}
    assert spec.texts[0].bearer == 0


def test_a_sentence_ends_inside_its_closing_quote() -> None:
    spec = read("A speech bubble with “Watch me next!” At the bottom, small text reads: “The end”")
    assert roles(spec) == {"Watch me next!": Role.BUBBLE, "The end": Role.BOTTOM}


@pytest.mark.parametrize("scene", ["a sunset", "a desert", "a beach", "a night sky", "群山", "夕焼けの海"])
def test_a_scene_stands_in_no_picture_as_a_thing(scene: str) -> None:
    assert nouns(read(scene)) == {}


def test_a_black_cat_is_a_cat_that_is_black() -> None:
    for prompt in ("a black cat", "有一只黑色的小猫", "一隻黑貓", "黒い猫"):
        spec = read(prompt)
        assert (spec.subjects[0].noun, spec.subjects[0].color) == ("cat", "black")


@pytest.mark.parametrize("prompt", ["", " ", "\0\1\2", "“”", "\ud800“\udfff”", "\n\n", "''", "「」"])
def test_empty_and_unprintable_prompts_are_read(prompt: str) -> None:
    assert read(prompt).prompt == prompt


def test_apostrophes_are_no_quotation_marks() -> None:
    spec = read("The dog's ball and the cats' house, don't forget rock 'n' roll, with the title 'It's Time'")
    assert [text.text for text in spec.texts] == ["It's Time"]


def test_a_joined_string_inherits_its_role() -> None:
    spec = read("墙上悬挂着多个招牌,分别写着“阿里巴巴”、“百炼”和“文生图”")
    assert set(roles(spec).values()) == {Role.SIGN}


def test_what_stands_below_the_title_is_not_at_the_bottom() -> None:
    assert read("标题“春”,标题下方写着“万物复苏”").texts[1].place is Place.ANYWHERE


def test_letters_in_three_dimensions_make_no_picture_in_three_dimensions() -> None:
    spec = read("一张海报,上方有“大促”立体文字")
    assert spec.texts[0].looks == {Look.SOLID}
    assert spec.style == ""


@pytest.mark.parametrize(
    ("prompt", "edge"),
    [
        ("an astronaut riding a horse on the moon", ("astronaut", Verb.RIDING, "horse")),
        ("骑着马的宇航员", ("astronaut", Verb.RIDING, "horse")),
        ("馬に乗った宇宙飛行士", ("astronaut", Verb.RIDING, "horse")),
        ("a cat on a sofa", ("cat", Verb.ON, "sofa")),
        ("On the table stands a vase", ("vase", Verb.ON, "table")),
        ("桌子上放着花瓶", ("vase", Verb.ON, "table")),
        ("猫坐在沙发上", ("cat", Verb.ON, "sofa")),
        ("ソファの上で眠る猫", ("cat", Verb.ON, "sofa")),
        ("猫がソファの上で眠っている", ("cat", Verb.ON, "sofa")),
        ("a girl with a balloon", ("balloon", Verb.HELD, "girl")),
        ("女孩拿着气球", ("balloon", Verb.HELD, "girl")),
        ("傘を持った男の子", ("umbrella", Verb.HELD, "boy")),
        ("圣诞老人手持礼物,旁边站着一只猫", ("cat", Verb.BESIDE, "santa")),
        ("a dog under a tree", ("dog", Verb.UNDER, "tree")),
        ("a knight in front of a castle", ("knight", Verb.FRONT, "castle")),
        ("木の下の犬", ("dog", Verb.UNDER, "tree")),
        ("房子后面有一棵大树", ("tree", Verb.BEHIND, "house")),
        ("a frog wearing a crown", ("crown", Verb.ON, "frog")),
    ],
)
def test_verbs_tie_subjects_together(prompt: str, edge: tuple[str, Verb, str]) -> None:
    spec = read(prompt, extend=False)
    edges = {(s.noun, s.verb, spec.subjects[s.other].noun) for s in spec.subjects if s.other is not None}
    assert edge in edges


def test_relations_never_go_in_a_circle() -> None:
    spec = read("A cat on a dog, the dog on a horse, the horse on the cat")
    for start, subject in enumerate(spec.subjects):
        seen, at = {start}, subject.other
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = spec.subjects[at].other


@pytest.mark.parametrize(
    ("prompt", "gone"),
    [
        ("a park without any dogs", "dog"),
        ("a street, no cars or bikes", "bike"),
        ("公园里没有狗", "dog"),
        ("海边,不要船", "boat"),
        ("猫のいない部屋", "cat"),
        ("犬なしの公園", "dog"),
    ],
)
def test_what_is_negated_is_not_drawn(prompt: str, gone: str) -> None:
    assert gone not in {subject.noun for subject in read(prompt).subjects}


def test_a_negative_prompt_takes_out_nouns_and_colors() -> None:
    spec = read("一只红色的狗和一只猫,标题“你好”用红色字体", negative="不要使用红色元素,猫")
    assert nouns(spec) == {"dog": 1}
    assert spec.subjects[0].color == ""
    assert spec.texts[0].color == ""
    assert {"red", "cat"} <= spec.exclude


def test_the_usual_negative_prompt_takes_out_nothing() -> None:
    usual = "低分辨率、错误、最差质量、低质量、残缺、多余的手指、比例不良等。"
    assert nouns(read("一个女孩和一只狗", negative=usual)) == {"girl": 1, "dog": 1}


@pytest.mark.parametrize(
    ("style", "name"),
    [
        ("watercolor", "watercolor"),
        ("<watercolor>", "watercolor"),
        ("<3d cartoon>", "cartoon3d"),
        ("<chinese painting>", "ink"),
        ("<flat illustration>", "flat"),
        ("<photography>", "photo"),
        ("<portrait>", "photo"),
        ("<anime>", "anime"),
        ("<oil painting>", "oil"),
        ("<sketch>", "sketch"),
        ("<auto>", "pixel"),
        ("", "pixel"),
    ],
)
def test_the_style_parameter_goes_before_the_prompt(style: str, name: str) -> None:
    assert read("a cat, pixel art", style=style).style == name


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("一张贺卡,写上HAPPY NEW YEAR。", "HAPPY NEW YEAR"),
        ("a shop sign saying Welcome Home next to a tree", "Welcome Home"),
        ("a poster that reads: spring is here", "spring is here"),
        ("ようこそと書かれた看板", "ようこそ"),
        ("封面题为《红楼梦》", "红楼梦"),
    ],
)
def test_lettering_needs_no_quotation_marks(prompt: str, text: str) -> None:
    assert [found.text for found in read(prompt).texts] == [text]


@pytest.mark.parametrize(
    ("prompt", "language"),
    [
        ("a cat", Language.EN),
        ("一只猫", Language.ZH),
        ("一隻貓", Language.ZH_HANT),
        ("猫のいる部屋", Language.JA),
        ("安静的房间里写着“乾坤”", Language.ZH),
        ("고양이", Language.EN),
        ("A sign with 「猫」", Language.EN),
    ],
)
def test_the_language_is_that_of_the_words_outside_the_quotes(prompt: str, language: Language) -> None:
    assert read(prompt).language is language


def test_actions_that_nobody_paints_are_told_as_ignored() -> None:
    assert "barking" in read("a dog barking in a park").ignored


@pytest.mark.parametrize(
    ("prompt", "word"),
    [("五个孩子在游泳", "游泳"), ("a girl sleeping on a bed", "sleeping"), ("眠っている女の子", "眠っている")],
)
def test_what_people_are_not_seen_to_do_is_told_as_ignored(prompt: str, word: str) -> None:
    assert any(word in said for said in read(prompt).ignored)


@pytest.mark.parametrize(
    ("prompt", "edges"),
    [
        (
            "a girl holding a balloon next to a dog under a tree",
            {("balloon", Verb.HELD, "girl"), ("girl", Verb.BESIDE, "dog"), ("dog", Verb.UNDER, "tree")},
        ),
        ("一个女孩骑着自行车,手里拿着气球", {("girl", Verb.RIDING, "bike"), ("balloon", Verb.HELD, "girl")}),
        ("犬の隣で風船を持つ女の子", {("balloon", Verb.HELD, "girl"), ("girl", Verb.BESIDE, "dog")}),
        ("a bear fishing by a lake", {("fishingrod", Verb.HELD, "bear")}),
        ("ベンチに座っている犬", {("dog", Verb.ON, "bench")}),
    ],
)
def test_who_holds_something_may_stand_to_somebody_else(prompt: str, edges: set[tuple[str, Verb, str]]) -> None:
    spec = read(prompt, extend=False)
    found = {(s.noun, s.verb, spec.subjects[s.other].noun) for s in spec.subjects if s.other is not None}
    assert edges <= found


def test_a_panda_chef_is_a_panda_in_an_apron() -> None:
    for prompt in ("a panda chef in a kitchen", "熊猫厨师在做饭", "a panda dressed as a chef"):
        (panda,) = (s for s in read(prompt, extend=False).subjects if s.noun == "panda")
        assert panda.person is not None
        assert "apron" in panda.person.dress
        assert "chef" not in nouns(read(prompt))


def test_on_the_right_it_says_is_no_couplet() -> None:
    spec = read("右边写“早上好”,左边写“晚上好”,一只猫")
    assert {text.role for text in spec.texts}.isdisjoint({Role.COUPLET_LEFT, Role.COUPLET_RIGHT})


def test_unknown_words_are_told_as_ignored() -> None:
    assert read("quantum entropy").ignored == ("quantum", "entropy")


def test_a_poster_on_a_wall_makes_no_poster() -> None:
    spec = read("A cat sits in a café. A poster hangs on the wall behind it. It is raining.")
    assert spec.layout is Layout.SCENE


def test_what_is_seen_outside_the_window_is_not_where_the_picture_is() -> None:
    assert read("窗外是城市的夜景,一只猫在房间里").scene == "room"


def test_a_figure_on_a_jersey_counts_no_players() -> None:
    assert nouns(read("一名穿10号红色球衣的球员")) == {"man": 1}


def test_a_listed_subject_shares_the_relation() -> None:
    spec = read("Two black cats and one orange cat on a red sofa", extend=False)
    assert [subject.verb for subject in spec.subjects] == [Verb.ON, Verb.ON, None]


def test_a_couple_is_two_people_and_a_family_three() -> None:
    assert nouns(read("a couple on a bench")) == {"man": 1, "woman": 1, "bench": 1}
    assert nouns(read("公園の家族")) == {"man": 1, "woman": 1, "child": 1}


def test_a_pond_of_koi_is_no_koi_to_stand_on() -> None:
    spec = read("A red bridge over a koi pond")
    assert spec.subjects[0].verb is None


def test_as_many_characters_are_lettered_as_the_prompt_counts() -> None:
    assert [text.text for text in read("夏日海滩,清凉一夏四个大字").texts] == ["清凉一夏"]


def test_a_child_s_drawing_shows_no_child() -> None:
    spec = read("A child's drawing of a house")
    assert nouns(spec) == {"house": 1}
    assert spec.style == "handdrawn"


def test_glasses_among_food_are_to_drink_from() -> None:
    assert nouns(read("a bottle of wine and two glasses on a table")).get("wine") == 2


def test_a_tag_with_its_number_attached_counts() -> None:
    assert nouns(read("1girl, solo, white dress")) == {"girl": 1}


def test_a_style_in_quotation_marks_is_not_lettered() -> None:
    spec = read("一座“赛博朋克”风格的城市,标题“水彩风格”")
    assert [text.text for text in spec.texts] == ["水彩风格"]


def test_emoji_are_nouns() -> None:
    assert nouns(read("draw 🐱 eating 🍕 in a park")) == {"cat": 1, "pizza": 1}
