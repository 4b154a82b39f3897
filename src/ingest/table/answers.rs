//! Words that say "no answer", and words that say yes or no.

/// What a survey or a tool writes where there is no answer, in lower case; spaces and apostrophes are left out.
const NON_ANSWERS: [&str; 115] = [
    "-",
    ".",
    "?",
    "--",
    "..",
    "??",
    "\\n",
    "dk",
    "na",
    "#na",
    "---",
    "...",
    "n.a",
    "n/a",
    "nan",
    "nat",
    "nil",
    "unk",
    "–",
    "—",
    "nsp",
    "#n/a",
    "-nan",
    "<na>",
    "n.a.",
    "null",
    "unkn",
    "k.a.",
    "dk/na",
    "(null)",
    "dk/ref",
    "nodata",
    "refuse",
    "결측",
    "모름",
    "미상",
    "不明",
    "(blank)",
    "cantsay",
    "missing",
    "notsure",
    "refusal",
    "refused",
    "unknown",
    "declined",
    "dontknow",
    "noanswer",
    "notgiven",
    "notknown",
    "donotknow",
    "idontknow",
    "notstated",
    "무응답",
    "미기재",
    "미응답",
    "미입력",
    "비공개",
    "비해당",
    "잘모름",
    "nesaitpas",
    "無回答",
    "未回答",
    "noresponse",
    "unanswered",
    "weißnicht",
    "weissnicht",
    "nonresponse",
    "notanswered",
    "notprovided",
    "notreported",
    "undisclosed",
    "unspecified",
    "keineangabe",
    "notavailable",
    "notspecified",
    "rathernotsay",
    "답변거부",
    "답변안함",
    "모르겠다",
    "모르겠음",
    "선택안함",
    "응답거부",
    "응답안함",
    "응답없음",
    "해당없음",
    "sansréponse",
    "nonprécisé",
    "알수없음",
    "기재안함",
    "notapplicable",
    "nonrenseigné",
    "declinetostate",
    "idrathernotsay",
    "prefernottosay",
    "declinetoanswer",
    "iprefernottosay",
    "잘모르겠음",
    "わからない",
    "分からない",
    "回答しない",
    "모름/무응답",
    "없음/무응답",
    "choosenottoanswer",
    "idontwishtoanswer",
    "prefernottoanswer",
    "wouldrathernotsay",
    "iprefernottoanswer",
    "iwouldrathernotsay",
    "선택하지않음",
    "응답하지않음",
    "答えたくない",
    "prefernottodisclose",
    "ratherprefernottosay",
    "말하고싶지않음",
    "밝히고싶지않음",
];
/// Where the texts of each length in bytes begin: they stand in the order of their lengths.
const STARTS: [usize; MAX_BYTES + 2] = {
    let mut starts = [NON_ANSWERS.len(); MAX_BYTES + 2];
    let mut at = NON_ANSWERS.len();
    while at > 0 {
        at -= 1;
        assert!(
            at == 0 || NON_ANSWERS[at - 1].len() <= NON_ANSWERS[at].len(),
            "they stand in the order of their lengths"
        );
        let mut length = NON_ANSWERS[at].len();
        while length > 0 && starts[length] > at && (at == 0 || NON_ANSWERS[at - 1].len() < length) {
            starts[length] = at;
            length -= 1;
        }
    }
    starts[0] = 0;
    starts
};
/// Longest of the texts above in bytes, with room for the spaces that are left out.
const MAX_BYTES: usize = 40;
/// For each first byte of the texts above the last bytes that go with it, as [`end_of`] marks them.
const ENDS: [u32; 256] = {
    let mut ends = [0; 256];
    let mut at = 0;
    while at < NON_ANSWERS.len() {
        let text = NON_ANSWERS[at].as_bytes();
        let (first, end) = (text[0], end_of(text[text.len() - 1]));
        ends[first as usize] |= end;
        ends[first.to_ascii_uppercase() as usize] |= end;
        at += 1;
    }
    // What is left out of a text may stand at its beginning, and letters beyond ASCII may be written in several ways.
    let mut byte = 0;
    while byte < 256 {
        if byte >= 0x80 || is_left_out(byte as u8) {
            ends[byte] = u32::MAX;
        }
        byte += 1;
    }
    ends
};

/// The mark of a last byte: one for each letter, and one for all other bytes.
const fn end_of(byte: u8) -> u32 {
    match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => 1 << (letter - b'a'),
        // What is left out of a text may stand at its end, after any letter.
        byte if is_left_out(byte) || byte >= 0x80 => u32::MAX,
        _ => 1 << 26,
    }
}

const fn is_left_out(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'\'' | b'_')
}

/// Words of programs for "nothing", which are an answer where people choose from a list ("Education: none").
const NOTHING: [&str; 2] = ["none", "없음"];

/// Whether `cell` says that there is no answer.
pub(crate) fn is_non_answer(cell: &str) -> bool {
    if cell.len() > MAX_BYTES {
        return false;
    }
    // Most cells begin or end like no non-answer: that is seen before anything is copied.
    let [first, .., last] = *cell.as_bytes() else {
        return matches!(cell, "-" | "." | "?");
    };
    if ENDS[usize::from(first)] & end_of(last) == 0 {
        return false;
    }
    if !cell.is_ascii() {
        return NON_ANSWERS.contains(&compact(cell).as_str());
    }
    // The same without room of its own, for most cells are ASCII.
    let mut key = [0; MAX_BYTES];
    let mut length = 0;
    for byte in cell.bytes().filter(|byte| !is_left_out(*byte)) {
        key[length] = byte.to_ascii_lowercase();
        length += 1;
    }
    let key = &key[..length];
    NON_ANSWERS[STARTS[length]..STARTS[length + 1]].iter().any(|word| word.as_bytes() == key)
}

/// Whether `cell` says "nothing", which only a column of numbers, dates or flags takes for no answer.
pub(super) fn is_nothing(cell: &str) -> bool {
    cell.len() <= MAX_BYTES && NOTHING.contains(&compact(cell).as_str())
}

fn compact(cell: &str) -> String {
    let kept = |character: &char| !character.is_whitespace() && !matches!(character, '\'' | '’' | '_');
    cell.chars().filter(kept).flat_map(char::to_lowercase).collect()
}

const YES: [&str; 12] = ["true", "1", "1.0", "yes", "y", "t", "o", "예", "네", "참", "있음", "✓"];
const NO: [&str; 11] = ["false", "0", "0.0", "no", "n", "f", "x", "아니오", "아니요", "거짓", "없음"];

/// What `cell` says as yes or no.
pub(crate) fn flag(cell: &str) -> Option<bool> {
    let is = |words: &[&str]| {
        words.iter().any(|word| if word.is_ascii() { cell.eq_ignore_ascii_case(word) } else { cell == *word })
    };
    if is(&YES) {
        return Some(true);
    }
    is(&NO).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn non_answers_are_known_in_both_languages_and_any_case() {
        for cell in [
            "NA",
            "n/a",
            "N.A.",
            ".",
            "-",
            "--",
            "null",
            "NULL",
            "NaN",
            "Unknown",
            "refused",
            "Refused",
            "Prefer not to say",
            "prefer not to  say",
            "Don't know",
            "Don’t know",
            "DK",
            "모름",
            "잘 모름",
            "무응답",
            "해당 없음",
            "I would rather not say",
            "Not sure",
            "밝히고 싶지 않음",
            "(blank)",
            "#N/A",
            "<NA>",
            "not stated",
            "Keine Angabe",
            "k. A.",
            "Ne sait pas",
            "無回答",
            "알 수 없음",
        ] {
            assert!(is_non_answer(cell), "{cell}");
        }
        for cell in ["", "M", "male", "No", "none", "-1", "0", "Nairobi", "Decline", "Master", "남", "없음", "R"] {
            assert!(!is_non_answer(cell), "{cell}");
        }
    }

    #[test]
    fn every_word_is_found_by_its_length() {
        for word in NON_ANSWERS {
            assert!(is_non_answer(word), "{word}");
        }
    }

    #[test]
    fn flags_are_read_as_people_and_tools_write_them() {
        for cell in ["예", "Y", "O", "1.0", "TRUE", "yes", "네", "있음"] {
            assert_eq!(flag(cell), Some(true), "{cell}");
        }
        for cell in ["아니오", "N", "X", "0.0", "False", "no", "없음"] {
            assert_eq!(flag(cell), Some(false), "{cell}");
        }
        for cell in ["2", "maybe", "", "10"] {
            assert_eq!(flag(cell), None, "{cell}");
        }
    }
}
