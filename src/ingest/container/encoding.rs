//! In which encoding text is that is not ASCII.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS};

/// Hangul syllables that are frequent in tables of people: three of ten in any Korean text are among them, and hardly
/// one in ten of what other encodings look like when they are read as Korean.
const FREQUENT: &str = "이다는의에을하가고한지은로기도사나리어자아서대시인그일정스를보수해들장전과부있여주상제라원구게세만성안면소거모오조마신무동우\
                        내생미니으유비공국문러경연드선것화말바했관학적때실요계트음물치산위청재방개당야없업등민너진행년식중체명남울별령용층역득월\
                        교회양영발저김박최강윤임송황홍초졸육직답응름계좋팔로워닉네날짜번호입출석";

/// Characters that are frequent in Japanese tables of people: most of any such text, and hardly one in ten of what other
/// encodings look like when they are read as Shift_JIS.
const FREQUENT_JAPANESE: &str = "年代性別男女歳才回答番号都道府県東京大阪北海市区町村世帯収入職業学歴未婚既月日本人名氏住所居地域以上下満生数円万会社員\
                                 主婦無他不明登録者時間高大中小国内外合計その他のはをにがでとするいたしまてこかられりなくっんあうえおきけさせそつど\
                                 アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンーッャュョガギグゲゴザジズダデドバビブベボパピプペポ";

/// What bytes are to be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// UTF-8, at least for the most part.
    Utf8,
    /// Another encoding.
    Other(&'static Encoding),
}

/// The name of an encoding, as people call it.
pub(super) fn name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "EUC-KR" => "EUC-KR (CP949)",
        "windows-1252" => "Windows-1252 (Latin-1)",
        other => other,
    }
}

/// Decides by `sample`, which begins with the first byte that is not ASCII; `is_all` where nothing follows it.
///
/// What is UTF-8 is read as that. What has some characters of UTF-8 and few other bytes is a damaged UTF-8: its readers
/// reject the rows that are damaged.
pub(super) fn decide(sample: &[u8], is_all: bool) -> Decision {
    let (whole, broken) = utf8_characters(sample, is_all);
    if broken == 0 || sample.starts_with(b"\xEF\xBB\xBF") {
        return Decision::Utf8;
    }
    let encoding = guess(sample, is_all);
    let several_bytes = [EUC_KR, SHIFT_JIS, GBK, GB18030, BIG5, EUC_JP].contains(&encoding);
    // Two letters of one byte each seldom look like a character of UTF-8; two halves of Korean ones do now and then.
    let damaged = whole > broken || (!several_bytes && 4 * whole >= broken && whole > 0);
    if damaged { Decision::Utf8 } else { Decision::Other(encoding) }
}

/// Characters of UTF-8 beyond ASCII, and stretches of bytes that are none.
fn utf8_characters(mut bytes: &[u8], is_all: bool) -> (usize, usize) {
    let (mut whole, mut broken) = (0, 0);
    loop {
        let (valid, error) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
                (valid, Some(error))
            }
        };
        whole += valid.chars().filter(|character| !character.is_ascii()).count();
        let Some(error) = error else { return (whole, broken) };
        match error.error_len() {
            Some(length) => {
                broken += 1;
                bytes = &bytes[error.valid_up_to() + length..];
            }
            None => return (whole, broken + usize::from(is_all)),
        }
    }
}

fn guess(sample: &[u8], is_all: bool) -> &'static Encoding {
    if is_korean(sample) {
        return EUC_KR;
    }
    if is_japanese(sample) {
        return SHIFT_JIS;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, is_all);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    // A superset, so that no rare character is lost.
    if encoding == GBK { GB18030 } else { encoding }
}

/// Whether the bytes are Korean words beyond doubt, however few: what detectors of encodings need long texts for. A few
/// bytes may be damaged.
fn is_korean(sample: &[u8]) -> bool {
    let (text, _) = EUC_KR.decode_without_bom_handling(sample);
    let (mut hangul, mut frequent, mut others) = (0, 0, 0);
    for character in text.chars().filter(|character| !character.is_ascii()) {
        match character {
            '가'..='힣' => {
                hangul += 1;
                frequent += usize::from(FREQUENT.contains(character));
            }
            // Punctuation and signs stand in texts of any language.
            '\u{80}'..='\u{BF}' | '\u{2000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' => {}
            _ => others += 1,
        }
    }
    hangul > 0 && 4 * others <= hangul && 3 * frequent >= hangul
}

/// Whether the bytes are Japanese words in Shift_JIS beyond doubt, however few.
fn is_japanese(sample: &[u8]) -> bool {
    let (text, _) = SHIFT_JIS.decode_without_bom_handling(sample);
    let (mut japanese, mut frequent, mut others) = (0, 0, 0);
    for character in text.chars().filter(|character| !character.is_ascii()) {
        match character {
            '\u{3041}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' => {
                japanese += 1;
                frequent += usize::from(FREQUENT_JAPANESE.contains(character));
            }
            '\u{2000}'..='\u{3040}' | '\u{FF00}'..='\u{FF60}' => {}
            // Single bytes of Western letters are read as narrow katakana.
            _ => others += 1,
        }
    }
    japanese > 0 && 10 * others <= japanese && 2 * frequent >= japanese
}

/// The name of a file in a zip archive: UTF-8, or else Korean where it can be that.
pub(super) fn file_name(raw: &[u8]) -> String {
    if let Ok(name) = std::str::from_utf8(raw) {
        return name.to_owned();
    }
    match EUC_KR.decode_without_bom_handling_and_without_replacement(raw) {
        Some(name) => name.into_owned(),
        None => String::from_utf8_lossy(raw).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1252;

    use super::*;

    #[test]
    fn a_few_words_of_a_table_say_its_encoding() {
        for (text, encoding) in [
            ("ID,年代,性別\n1,30代,男\n2,40代,女\n", SHIFT_JIS),
            ("回答番号,年齢,性別,都道府県\n1,34歳,女性,東京都\n", SHIFT_JIS),
            ("번호,나이,성별\n1,34,여\n", EUC_KR),
            ("Nr;Größe;Straße\n1;Müller;Köln\n", WINDOWS_1252),
            ("编号,年龄,性别\n1,三十四岁,女\n2,五十一岁,男\n", GB18030),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            let from = bytes.iter().position(|byte| !byte.is_ascii()).expect("other letters");
            assert_eq!(decide(&bytes[from..], true), Decision::Other(encoding), "{text}");
        }
    }
}
