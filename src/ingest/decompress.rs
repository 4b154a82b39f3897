//! Compressed sources, unpacked as they are read, within a limit.

use std::fmt;
use std::io::{self, BufRead, Read};

use crate::message::{Message, message};
use flate2::bufread::MultiGzDecoder;

/// Binary logarithm of the largest window of zstd that is unpacked: 8 MiB, as RFC 9659 has it for HTTP. It is held in
/// memory; zstd needs more for `--long` and `--ultra` only.
const MAX_WINDOW: u32 = 23;

/// How bytes are packed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Compression {
    /// As they are.
    #[default]
    Identity,
    /// gzip, of one or more members.
    Gzip,
    /// zstd, of one or more frames.
    Zstd,
}

impl Compression {
    /// The encoding that `bytes`, the first of a source, begin.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
            _ => Compression::Identity,
        }
    }
}

/// Why a source can't be unpacked; within an [`io::Error`], of which [`super::ReadError`] makes what it is.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(super) enum DecompressError {
    #[error("unpacked it is larger than {max} bytes")]
    TooLarge { max: u64 },
    #[error("not {expected}: {}", .detail.outline())]
    Damaged { expected: &'static str, detail: Message },
}

/// The unpacked bytes of a source, at most a given number of them.
pub struct Decompressed<R: BufRead> {
    unpacked: Unpacked<R>,
    max_bytes: u64,
    bytes: u64,
}

enum Unpacked<R: BufRead> {
    Identity(R),
    Gzip(Box<MultiGzDecoder<Watched<R>>>),
    Zstd(Box<zstd::Decoder<'static, Watched<R>>>),
}

impl<R: BufRead> fmt::Debug for Decompressed<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { max_bytes, bytes, .. } = self;
        f.debug_struct("Decompressed").field("max_bytes", max_bytes).field("bytes", bytes).finish_non_exhaustive()
    }
}

impl<R: BufRead> Decompressed<R> {
    /// Unpacks `source`, of which at most `max_bytes` are returned.
    ///
    /// # Errors
    /// Where zstd has no room to begin.
    pub fn new(encoding: Compression, source: R, max_bytes: u64) -> io::Result<Self> {
        let unpacked = match encoding {
            Compression::Identity => Unpacked::Identity(source),
            Compression::Gzip => Unpacked::Gzip(Box::new(MultiGzDecoder::new(Watched::new(source)))),
            Compression::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(Watched::new(source))?;
                decoder.window_log_max(MAX_WINDOW)?;
                Unpacked::Zstd(Box::new(decoder))
            }
        };
        Ok(Self { unpacked, max_bytes, bytes: 0 })
    }

    /// The error as a fault of the bytes, unless the source itself failed.
    fn as_damage(&self, error: io::Error) -> io::Error {
        let (expected, failed) = match &self.unpacked {
            Unpacked::Identity(_) => return error,
            Unpacked::Gzip(decoder) => ("file-format-gzip", decoder.get_ref().failed),
            Unpacked::Zstd(decoder) => ("file-format-zstd", decoder.get_ref().failed),
        };
        if failed {
            return error;
        }
        let is_cut = error.kind() == io::ErrorKind::UnexpectedEof;
        let detail = if is_cut { message!["file-cut"] } else { error.to_string().into() };
        io::Error::new(io::ErrorKind::InvalidData, DecompressError::Damaged { expected, detail })
    }
}

impl<R: BufRead> Read for Decompressed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.unpacked {
            Unpacked::Identity(source) => source.read(into),
            Unpacked::Gzip(source) => source.read(into),
            Unpacked::Zstd(source) => source.read(into),
        };
        let count = count.map_err(|error| self.as_damage(error))?;
        self.bytes += count as u64;
        if self.bytes > self.max_bytes {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, DecompressError::TooLarge { max: self.max_bytes }));
        }
        Ok(count)
    }
}

/// A source that remembers whether it failed.
struct Watched<R> {
    source: R,
    failed: bool,
}

impl<R> Watched<R> {
    fn new(source: R) -> Self {
        Self { source, failed: false }
    }
}

impl<R: BufRead> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.source.read(into).inspect_err(|_| self.failed = true)
    }
}

impl<R: BufRead> BufRead for Watched<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.source.fill_buf().inspect_err(|_| self.failed = true)
    }

    fn consume(&mut self, count: usize) {
        self.source.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::write::GzEncoder;

    use super::super::ReadError;
    use super::*;

    fn unpacked(packed: &[u8], max_bytes: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        Decompressed::new(Compression::of(packed), packed, max_bytes)?.read_to_end(&mut bytes).map(|_| bytes)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn what_was_packed_comes_back_in_one_part_or_in_several() {
        let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 1).expect("memory");
        for pack in [gzip as fn(&[u8]) -> Vec<u8>, zstd, <[u8]>::to_vec] {
            let both = [pack(b"first\n"), pack(b"second\n")].concat();
            assert_eq!(unpacked(&both, 100).expect("sound"), b"first\nsecond\n");
        }
    }

    #[test]
    fn stops_decompression_at_the_limit_and_reports_truncation() {
        let bomb = zstd::encode_all(io::repeat(0).take(50_000_000), 1).expect("memory");
        assert!(bomb.len() < 10_000, "{} bytes", bomb.len());
        assert!(unpacked(&bomb, 1000).expect_err("too much").to_string().contains("larger than 1000 bytes"));
        let packed = gzip(b"some bytes that are cut");
        for cut in 2..packed.len() {
            assert!(unpacked(&packed[..cut], 1000).is_err(), "cut at {cut}");
        }
    }

    fn read_error(packed: &[u8], max_bytes: u64) -> ReadError {
        ReadError::from(unpacked(packed, max_bytes).expect_err("it can't be unpacked"))
    }

    #[test]
    fn reports_damage_as_a_read_error() {
        assert!(unpacked(&gzip(&[b'x'; 1000]), 1000).is_ok());
        assert!(matches!(read_error(&gzip(&[b'x'; 1001]), 1000), ReadError::TooManyBytes { max: 1000 }));
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).expect("memory");
        encoder.include_checksum(true).expect("a checksum");
        encoder.write_all(b"some text").expect("memory");
        let mut damaged = encoder.finish().expect("memory");
        *damaged.last_mut().expect("bytes") ^= 1;
        let message = read_error(&damaged, 1000).to_string();
        assert!(message.starts_with("not file-format-zstd"), "{message}");
        let message = read_error(&gzip(b"some text")[..12], 1000).to_string();
        assert_eq!(message, "not file-format-gzip: file-cut ()");
    }

    #[test]
    fn a_window_that_would_take_much_memory_is_rejected() {
        let packed = |log| {
            let mut encoder = zstd::Encoder::new(Vec::new(), 1).expect("memory");
            encoder.window_log(log).expect("a window");
            encoder.write_all(&vec![0; 1 << 20]).expect("memory");
            encoder.finish().expect("memory")
        };
        assert!(unpacked(&packed(23), u64::MAX).is_ok());
        let message = read_error(&packed(24), u64::MAX).to_string();
        assert!(message.starts_with("not file-format-zstd: "), "{message}");
    }

    #[test]
    fn a_source_that_fails_is_no_damage() {
        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::new(io::ErrorKind::ConnectionReset, "gone"))
            }
        }
        let packed = gzip(b"some text");
        let source = io::BufReader::new(packed[..15].chain(Failing));
        let mut unpacked = Decompressed::new(Compression::Gzip, source, 1000).expect("memory");
        let error = ReadError::from(unpacked.read_to_end(&mut Vec::new()).expect_err("it fails"));
        assert!(matches!(&error, ReadError::Io(io) if io.kind() == io::ErrorKind::ConnectionReset), "{error}");
    }
}
