//! The parameters of a run, each default with its reason, checked once and fingerprinted.

use serde::Serialize;
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::hash::{FORMAT_VERSION, hash_bytes};

/// What kind of text the collection holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Born-digital text: word shingles.
    #[default]
    Web,
    /// Text from optical character recognition: character shingles, alignment by characters.
    Ocr,
}

/// All parameters that decide what is in a report.
#[derive(Clone, PartialEq, Debug)]
pub struct Config {
    /// Kind of text.
    pub profile: Profile,
    /// Words (in the OCR profile characters) of a shingle.
    pub shingle_len: usize,
    /// Values of a signature.
    pub permutations: usize,
    /// Whole-article Jaccard from which the candidate stage must find pairs with probability [`recall`](Self::recall).
    pub threshold: f64,
    /// See [`threshold`](Self::threshold).
    pub recall: f64,
    /// One shingle in this many is sampled.
    pub sample_one_in: u64,
    /// At least this many shingles of a short text are sampled.
    pub sample_min: usize,
    /// Documents of fewer words are skipped.
    pub doc_words_min: usize,
    /// Documents of fewer words are paired only when near-full.
    pub short_doc_words: usize,
    /// Compare only documents dated so close; `None`: any.
    pub within_days: Option<u32>,
    /// Leave out pairs of one source.
    pub across_sources: bool,
    /// Buckets and postings of up to this many documents give all their pairs; larger ones a star and neighbours.
    pub bucket_docs_max: usize,
    /// Partners listed for one document between clusters.
    pub partners_max: usize,
    /// Clusters of up to this many documents list every related pair.
    pub full_cluster_docs_max: usize,
    /// Documents sampled to measure the run's own recall.
    pub recall_sample_docs: usize,
}

impl Config {
    /// The defaults of a profile.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            // Five words: the usual choice of text-reuse work; three give too many chance matches to sample. Eight
            // characters for OCR: at 3 % character errors an article and its copy keep a Jaccard of 0.64 on character
            // 8-grams, 0.27 on word 5-grams.
            shingle_len: match profile {
                Profile::Web => 5,
                Profile::Ocr => 8,
            },
            // 128 values estimate J = 0.5 with an error of 0.031 and take half a kilobyte a document.
            permutations: 128,
            // Below half, whole-article similarity says little on real pages; passages find the rest.
            threshold: 0.5,
            recall: 0.99,
            // Of a 60-word passage with 10 % edits some 33 shingles survive; an eighth leaves 4, none with P = 0.01.
            sample_one_in: 8,
            // Short templates share few shingles: of 160 labelled overlaps two were missed by chance with 16, none with 32.
            sample_min: 32,
            doc_words_min: 12,
            short_doc_words: 40,
            within_days: None,
            across_sources: false,
            // 64 documents give 2,016 pairs: about what verifying a large cluster in full costs anyway.
            bucket_docs_max: 64,
            partners_max: 64,
            full_cluster_docs_max: 64,
            recall_sample_docs: 100,
        }
    }

    /// Checks every range once; below this call nobody checks again.
    ///
    /// # Errors
    /// A usage error that names the flag, the value and the range.
    pub fn validate(&self) -> Result<()> {
        let outside = |flag: &str, value: &dyn std::fmt::Display, range: &str| {
            Err(Error::usage(format!("{flag}: {value} is outside {range}")))
        };
        if !(1..=64).contains(&self.shingle_len) {
            return outside("--shingle", &self.shingle_len, "1 to 64");
        }
        if !(16..=1024).contains(&self.permutations) {
            return outside("--permutations", &self.permutations, "16 to 1024");
        }
        if !(0.05..=1.0).contains(&self.threshold) {
            let error = outside("--threshold", &self.threshold, "0.05 to 1");
            return error.map_err(|error: Error| error.with_hint("a share: 80 % is 0.8"));
        }
        if !(0.5..=0.9999).contains(&self.recall) {
            return outside("--recall", &self.recall, "0.5 to 0.9999");
        }
        if self.doc_words_min == 0 {
            return outside("--min-words", &self.doc_words_min, "1 and more");
        }
        Ok(())
    }

    /// The parameters as the report states them, closed by their fingerprint of 16 hexadecimal digits.
    ///
    /// Reports with equal fingerprints were made under the same rules and can be compared.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut parameters = json!({
            "profile": self.profile,
            "shingle": self.shingle_len,
            "permutations": self.permutations,
            "threshold": self.threshold,
            "recall": self.recall,
            "sample_one_in": self.sample_one_in,
            "sample_min": self.sample_min,
            "min_words": self.doc_words_min,
            "short_words": self.short_doc_words,
            "within_days": self.within_days,
            "across_sources": self.across_sources,
            "bucket_documents_max": self.bucket_docs_max,
            "partners_max": self.partners_max,
            "full_cluster_documents_max": self.full_cluster_docs_max,
            "recall_sample_documents": self.recall_sample_docs,
            "format_version": FORMAT_VERSION,
        });
        add_fingerprint(&mut parameters);
        parameters
    }
}

/// Closes parameters by their fingerprint of 16 hexadecimal digits, in the place of one that they have.
pub fn add_fingerprint(parameters: &mut Value) {
    if let Some(parameters) = parameters.as_object_mut() {
        parameters.shift_remove("fingerprint");
    }
    let fingerprint = hash_bytes(parameters.to_string().as_bytes(), 0);
    parameters["fingerprint"] = Value::String(format!("{fingerprint:016x}"));
}

impl Default for Config {
    fn default() -> Self {
        Self::new(Profile::Web)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_named_in_the_error() {
        let config = Config { threshold: 7.0, ..Config::default() };
        let error = config.validate().unwrap_err();
        assert_eq!(error.to_string(), "--threshold: 7 is outside 0.05 to 1");
        assert!(Config::default().validate().is_ok());
        assert!(Config::new(Profile::Ocr).validate().is_ok());
    }

    #[test]
    fn every_parameter_changes_the_fingerprint() {
        let plain = Config::default().to_json();
        let other = Config { within_days: Some(7), ..Config::default() }.to_json();
        assert_ne!(plain["fingerprint"], other["fingerprint"]);
        assert_eq!(plain["fingerprint"].as_str().map(str::len), Some(16));
    }
}
