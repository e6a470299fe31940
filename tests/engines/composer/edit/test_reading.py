"""What instructions are understood to ask for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danqing.engines.composer.edit.reading import read
from danqing.engines.composer.edit.step import Action, Step
from danqing.engines.composer.spec import Place

ONE_ACTION = [
    (Action.RESTYLE, "Turn this photo into an oil painting"),
    (Action.RESTYLE, "把图片变成水彩风格"),
    (Action.RESTYLE, "將照片轉換成水墨畫風格"),
    (Action.RESTYLE, "この写真を水彩画風にして"),
    (Action.RESTYLE, "pixel art"),
    (Action.BRIGHTEN, "Increase brightness by 30%"),
    (Action.BRIGHTEN, "让照片更亮一点"),
    (Action.BRIGHTEN, "讓照片更亮"),
    (Action.BRIGHTEN, "写真をもっと明るくして"),
    (Action.DARKEN, "make it a little darker"),
    (Action.DARKEN, "把画面调暗"),
    (Action.DARKEN, "全体を暗くして"),
    (Action.CONTRAST, "more contrast please"),
    (Action.CONTRAST, "提高對比度"),
    (Action.CONTRAST, "コントラストを強く"),
    (Action.SOFTEN, "reduce the contrast"),
    (Action.SOFTEN, "降低对比度"),
    (Action.SOFTEN, "コントラストを下げて"),
    (Action.SATURATE, "make the colors more vivid"),
    (Action.SATURATE, "色彩更鲜艳"),
    (Action.SATURATE, "色を鮮やかに"),
    (Action.FADE, "desaturate the image"),
    (Action.FADE, "降低饱和度"),
    (Action.FADE, "彩度を下げて"),
    (Action.WARM, "make it warmer"),
    (Action.WARM, "改成暖色调"),
    (Action.WARM, "暖色にして"),
    (Action.COOL, "cooler tones"),
    (Action.COOL, "调成冷色调"),
    (Action.COOL, "寒色にして"),
    (Action.GRAYSCALE, "Convert to black and white"),
    (Action.GRAYSCALE, "把照片变成黑白"),
    (Action.GRAYSCALE, "白黒にしてください"),
    (Action.SEPIA, "give it a vintage sepia look"),
    (Action.SEPIA, "做成怀旧老照片"),
    (Action.SEPIA, "セピア色に"),
    (Action.SHARPEN, "sharpen the picture"),
    (Action.SHARPEN, "让图片更清晰"),
    (Action.SHARPEN, "くっきりさせて"),
    (Action.ENHANCE, "Enhance the details and upscale to 4k"),
    (Action.ENHANCE, "提升画质"),
    (Action.ENHANCE, "高画質にして"),
    (Action.BLUR, "blur the image"),
    (Action.BLUR, "把图片模糊一下"),
    (Action.BLUR, "写真をぼかして"),
    (Action.BLUR_BACKGROUND, "Blur the background"),
    (Action.BLUR_BACKGROUND, "背景虚化"),
    (Action.BLUR_BACKGROUND, "背景をぼかして"),
    (Action.REMOVE_BACKGROUND, "remove the background"),
    (Action.REMOVE_BACKGROUND, "抠图"),
    (Action.REMOVE_BACKGROUND, "背景を透明にして"),
    (Action.REPLACE_BACKGROUND, "Replace the background with a beach at sunset"),
    (Action.REPLACE_BACKGROUND, "把背景换成海边"),
    (Action.REPLACE_BACKGROUND, "將背景換成雪山"),
    (Action.REPLACE_BACKGROUND, "背景を海辺に変えて"),
    (Action.REPLACE_BACKGROUND, "この人を東京の街に立たせて"),
    (Action.RECOLOR, "make the red car blue"),
    (Action.RECOLOR, "把橙色的衣服变成蓝色"),
    (Action.RECOLOR, "把橙色的衣服變成藍色"),
    (Action.RECOLOR, "赤い車を青くして"),
    (Action.ROTATE, "Rotate 90 degrees clockwise"),
    (Action.ROTATE, "向左旋转45度"),
    (Action.ROTATE, "画像を180度回転"),
    (Action.FLIP, "flip horizontally"),
    (Action.FLIP, "左右翻转"),
    (Action.FLIP, "左右反転して"),
    (Action.UPEND, "flip it vertically"),
    (Action.UPEND, "上下翻转"),
    (Action.UPEND, "上下反転して"),
    (Action.CROP, "crop to the left half"),
    (Action.CROP, "裁剪到70%"),
    (Action.CROP, "トリミングして"),
    (Action.EXPAND, "zoom out"),
    (Action.EXPAND, "扩展画面"),
    (Action.EXPAND, "画像を拡張して"),
    (Action.ADD, "add a cat"),
    (Action.ADD, "添加三个气球"),
    (Action.ADD, "猫の隣に犬を追加して"),
    (Action.WRITE, 'add the text "Hello"'),
    (Action.WRITE, "写上“生日快乐”"),
    (Action.WRITE, "右上に「夏休み」と書いて"),
    (Action.SKY, "make the sky purple"),
    (Action.SKY, "把天空变成夜晚的星空"),
    (Action.SKY, "空を夕焼けに変えて"),
    (Action.WEATHER, "make it night"),
    (Action.WEATHER, "让画面下雨"),
    (Action.WEATHER, "夜にして"),
    (Action.ERASE, "remove the red car"),
    (Action.ERASE, "去掉蓝色的杯子"),
    (Action.ERASE, "青い傘を消して"),
    (Action.BORDER, "add a white border"),
    (Action.BORDER, "加一个相框"),
    (Action.BORDER, "枠をつけて"),
    (Action.INVERT, "invert the colors"),
    (Action.INVERT, "反相"),
    (Action.INVERT, "ネガにして"),
    (Action.VIGNETTE, "add a vignette"),
    (Action.VIGNETTE, "加暗角"),
    (Action.MONTAGE, "put both images side by side"),
    (Action.MONTAGE, "第一张图和第二张图并排"),
    (Action.MONTAGE, "2枚の写真を並べて"),
    (Action.COMBINE, "put the dog of image 2 into image 1"),
    (Action.COMBINE, "把圖2的貓放到圖1的沙發上"),
    (Action.COMBINE, "画像2の猫を画像1に入れて"),
    (Action.SWAP_BACKGROUND, "replace the background of image 1 with image 2"),
    (Action.SWAP_BACKGROUND, "把图1的背景换成图2"),
    (Action.SWAP_BACKGROUND, "画像1の背景を画像2に変えて"),
    (Action.IMITATE, "redraw image 1 in the style of image 2"),
    (Action.IMITATE, "用图2的风格重绘图1"),
    (Action.IMITATE, "画像2の画風で画像1を描いて"),
    (Action.REDRAW, "產生一張符合深度圖的映像,遵循以下描述:一輛紅色的單車停在小路上,背景是茂密的原始森林"),
    (Action.REDRAW, "follow this depth map: a red bicycle in a forest"),
]


@pytest.mark.parametrize(("action", "instruction"), ONE_ACTION)
def test_an_instruction_asks_for_one_thing(action: Action, instruction: str) -> None:
    assert [step.action for step in read(instruction).steps] == [action]


def only(instruction: str, negative: str = "") -> Step:
    (step,) = read(instruction, negative).steps
    return step


@pytest.mark.parametrize(
    ("instruction", "source", "color"),
    [
        ("把橙色的衣服变成蓝色", "orange", "blue"),
        ("change the color of the dress from red to green", "red", "green"),
        ("make the car yellow", "", "yellow"),
        ("make her dress blue and her hat red", "", "blue"),
        ("赤い車を青くして", "red", "blue"),
        ("將紅色的杯子改成白色", "red", "white"),
    ],
)
def test_a_thing_is_recoloured_from_its_colour_to_another(instruction: str, source: str, color: str) -> None:
    step = only(instruction)
    assert (step.source, step.color) == (source, color)


@pytest.mark.parametrize(
    ("instruction", "degrees"),
    [
        ("rotate", 90),
        ("rotate 30° counterclockwise", -30),
        ("逆时针旋转90度", -90),
        ("反時計回りに15度回転", -15),
        ("turn it upside down", 180),
    ],
)
def test_angles_are_clockwise_degrees(instruction: str, degrees: float) -> None:
    assert only(instruction).amount == degrees


def test_percentages_and_adverbs_say_how_much() -> None:
    slight, plain, much = (only(words).amount for words in ("slightly brighter", "brighter", "much brighter"))
    assert slight < plain < much
    assert only("increase brightness by 10%").amount < only("increase brightness by 60%").amount
    assert only("crop to 40%").amount == pytest.approx(0.4)


def test_several_things_are_done_in_the_order_of_actions() -> None:
    steps = read('Add the text "Hi", make it brighter and replace the background with a beach').steps
    assert [step.action for step in steps] == [Action.REPLACE_BACKGROUND, Action.BRIGHTEN, Action.WRITE]


def test_a_text_and_a_thing_have_places_and_colours_of_their_own() -> None:
    add, write = read('add a cat in the bottom left corner and write "Hello" at the top in red').steps
    assert add.place is Place.BOTTOM_LEFT
    assert write.spec is not None
    (text,) = write.spec.texts
    assert (text.text, text.place, text.color) == ("Hello", Place.TOP, "red")


@pytest.mark.parametrize(
    ("instruction", "images", "onto"),
    [
        ("把图2的猫放到图1的沙发上", (1,), 0),
        ("put the man of the first image into the second image", (0,), 1),
        ("画像2の猫を画像1に入れて", (1,), 0),
        ("Place the vase from image 3 onto image 1", (2,), 0),
    ],
)
def test_images_are_meant_by_their_order(instruction: str, images: tuple[int, ...], onto: int) -> None:
    step = only(instruction)
    assert (step.images, step.onto) == (images, onto)


def test_people_of_two_images_stand_in_a_scene_that_is_described() -> None:
    step = only("图1的人和图2的人站在海边")
    assert (step.images, step.onto) == ((0, 1), -1)
    assert step.spec is not None
    assert step.spec.scene == "beach"


@pytest.mark.parametrize(
    "instruction",
    [
        "remove the watermark",
        "Please erase all watermarks from this picture",
        "去除图片右下角的水印",
        "把水印去掉",
        "去除浮水印",
        "透かしを消して",
    ],
)
def test_removing_a_watermark_is_refused(instruction: str) -> None:
    assert read(instruction).refused == "watermark"


@pytest.mark.parametrize("instruction", ["add a watermark", "brighten", "把背景换成水", "remove the car"])
def test_nothing_else_is_refused(instruction: str) -> None:
    assert read(instruction).refused == ""


@pytest.mark.parametrize(
    ("instruction", "unfit"),
    [
        ("make the person smile", "face"),
        ("让她坐下", "pose"),
        ("change her hair to pink", "hair"),
        ("remove the car", "remove"),
        ("把汽车移除", "remove"),
        ("髪を長くして", "hair"),
        ("show it from behind", "view"),
        ("colorize this old photo", "colorize"),
        ("黑白照片上色", "colorize"),
    ],
)
def test_what_needs_a_model_is_known_and_not_done(instruction: str, unfit: str) -> None:
    asked = read(instruction)
    assert unfit in asked.unfit
    assert asked.steps == ()


@pytest.mark.parametrize(
    "instruction", ["图1中的女生穿着图2中的黑色裙子按图3的姿势坐下", "圖1中的女生穿著圖2中的黑色裙子按圖3的姿勢坐下"]
)
def test_clothes_and_pose_of_other_images_are_shown_beside(instruction: str) -> None:
    asked = read(instruction)
    assert asked.unfit == ("outfit", "pose")
    (step,) = asked.steps
    assert (step.action, step.images, step.framed) == (Action.COMBINE, (1, 2), True)


def test_what_is_to_stay_is_not_touched() -> None:
    assert [step.action for step in read("Keep the background unchanged, make it brighter").steps] == [Action.BRIGHTEN]
    assert [step.action for step in read("变成动漫风格，保持背景不变").steps] == [Action.RESTYLE]


@pytest.mark.parametrize(
    ("instruction", "color"),
    [
        ("Make the background white", "white"),
        ("商品图换成纯黑背景", "black"),
        ("背景换成纯白色", "white"),
        ("change the background to solid blue", "blue"),
        ("背景を白にして", "white"),
    ],
)
def test_a_background_may_be_one_colour(instruction: str, color: str) -> None:
    step = only(instruction)
    assert (step.action, step.color, step.spec) == (Action.REPLACE_BACKGROUND, color, None)


@pytest.mark.parametrize("instruction", ["去掉背景里的人", "remove the background people"])
def test_people_in_the_background_are_not_the_background(instruction: str) -> None:
    asked = read(instruction)
    assert asked.steps == ()
    assert "remove" in asked.unfit


def test_the_negative_prompt_takes_out_what_it_names() -> None:
    step = only("add a cat and a dog", "cat")
    assert step.spec is not None
    assert [subject.noun for subject in step.spec.subjects] == ["dog"]
    assert read("make the car blue", "blue").steps == ()
    assert read("add a cat", "猫").steps == read("add a cat", "cat").steps == ()


@pytest.mark.parametrize("instruction", ["", " ", "asdf qwerty", "！？。", "“”", "\0\0", "1234", "①②③"])
def test_nothing_is_read_into_nonsense(instruction: str) -> None:
    assert read(instruction).steps == ()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text(max_size=20))
def test_any_string_is_an_instruction_and_reads_the_same_twice(instruction: str, negative: str) -> None:
    assert read(instruction, negative) == read(instruction, negative)
