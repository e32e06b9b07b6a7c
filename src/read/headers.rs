//! Header lines as WARC and HTTP write them: a first line, then names and values.

/// A header.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Headers {
    /// The line before the fields.
    pub(super) first_line: String,
    fields: Vec<(String, String)>,
}

impl Headers {
    /// Reads the lines of a header. What is no field is passed over; a line that begins with white space goes on with the
    /// one before. Bytes that are not UTF-8 become U+FFFD.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
        let mut headers =
            Self { first_line: lines.next().unwrap_or_default().to_owned(), fields: Vec::new() };
        for line in lines {
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = headers.fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                headers.fields.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
        headers
    }

    /// The value of the first field of that name, in any case of letters.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        field.map(|(_, value)| value.as_str())
    }

    /// The media type in lower case, without parameters.
    pub(super) fn media_type(&self) -> Option<String> {
        let value = self.get("Content-Type")?;
        let media_type = value.split(';').next().unwrap_or(value).trim().to_ascii_lowercase();
        (!media_type.is_empty()).then_some(media_type)
    }

    /// The `charset` parameter of the media type.
    pub(super) fn charset(&self) -> Option<&str> {
        let parameters = self.get("Content-Type")?.split(';').skip(1);
        let mut named = parameters.filter_map(|parameter| parameter.split_once('='));
        let (_, label) = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
        Some(label.trim().trim_matches(['"', '\'']))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_whatever_their_case_and_folding() {
        let headers = Headers::parse(b"HTTP/1.1 200 OK\r\ncontent-TYPE: Text/HTML;\r\n Charset=\"utf-8\"\r\nnonsense\r\nX: a:b\r\n\r\n");
        assert_eq!(headers.first_line, "HTTP/1.1 200 OK");
        assert_eq!(headers.media_type().as_deref(), Some("text/html"));
        assert_eq!((headers.charset(), headers.get("x")), (Some("utf-8"), Some("a:b")));
        assert_eq!((headers.get("nonsense"), Headers::parse(b"").media_type()), (None, None));
    }
}
