//! Document to article: main text, furniture, credits and dates.

pub mod dates;
pub mod html;
pub mod plain;
