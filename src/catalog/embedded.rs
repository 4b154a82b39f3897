//! The files of `models/` that are built into the program.

macro_rules! embed {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../models/", $path)))),*]
    };
}

/// Path inside the catalogue and text of each file; a test compares the list with the folder.
pub(super) const FILES: &[(&str, &str)] = embed![
    "channels.toml",
    "countries.toml",
    "incomes/kr.csv",
    "incomes/us.csv",
    "measures.toml",
    "populations/kr-2017.csv",
    "populations/kr-2024.csv",
    "populations/us-2016.csv",
    "populations/us-2018.csv",
    "priors/kr-2009-kostat-social.csv",
    "priors/kr-2011-kisdi-panel.csv",
    "priors/kr-2011-kostat-social.csv",
    "priors/kr-2012-kisdi-panel.csv",
    "priors/kr-2013-kisdi-panel.csv",
    "priors/kr-2014-kpf-media.csv",
    "priors/kr-2015-kisdi-panel.csv",
    "priors/kr-2016-kisa-internet.csv",
    "priors/kr-2017-kisdi-panel.csv",
    "priors/kr-2018-kisdi-panel.csv",
    "priors/kr-2019-kostat-social.csv",
    "priors/kr-2022-kpf-media.csv",
    "priors/kr-2023-kisdi-panel.csv",
    "priors/kr-2023-kpf-media.csv",
    "priors/kr-2024-kpf-media.csv",
    "priors/us-2015-pew-social.csv",
    "priors/us-2016-gss.csv",
    "priors/us-2016-pew-news.csv",
    "priors/us-2016-pew-social.csv",
    "priors/us-2018-pew-core-trends.csv",
    "priors/us-2018-pew-news.csv",
    "priors/us-2020-pew-news.csv",
    "priors/us-2021-pew-social.csv",
    "priors/us-2023-pew-social.csv",
    "priors/us-2024-pew-internet.csv",
    "priors/us-2024-pew-social.csv",
    "priors/us-2025-pew-news.csv",
    "priors/us-2025-pew-social.csv",
    "responses.toml",
    "sources.toml",
    "sources/responses.toml",
    "targets/middle-class-adults.toml",
    "targets/older-adults-65-plus.toml",
    "targets/under-middle-class-half-median.toml",
    "targets/under-middle-class-late-20s-to-40s.toml",
    "targets/young-adults-19-to-34.toml",
];
