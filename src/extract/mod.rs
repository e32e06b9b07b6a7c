//! Document to article: main text, furniture, credits and dates.

pub mod attribution;
