//! The audit: seeds, evidence, agreement, members.

use std::ops::Range;

use super::crowding::{Crowd, Crowding};
use super::followers::{Basis, Followers};
use super::members::{Members, members};
use super::rhythm::{Burst, Rhythm};
use super::share::Shares;

/// Chance of a false seed by each of the three scans.
pub const ALPHA_SCAN: f64 = 0.003;
/// Chance at which one kind of evidence speaks by itself in a given window.
pub const ALPHA_KIND: f64 = 0.01;
const MOST_ROUNDS: usize = 12;
const MOST_SEEDS: usize = 8;

/// A place to look closer.
#[derive(Debug, Clone)]
pub struct Seed {
    pub window: Range<usize>,
    pub band: Option<(u16, u16)>,
    pub by: &'static str,
    pub ln_chance: f64,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    pub seed: Seed,
    pub members: Members,
    pub burst: Option<Burst>,
}

pub struct Audit {
    pub found: Vec<Found>,
    pub taken: Vec<bool>,
    pub rejected: Vec<(Seed, &'static str)>,
}

pub fn audit(followers: &Followers) -> Audit {
    let n = followers.len();
    let days = followers.days();
    let mut taken = vec![false; n];
    let mut found: Vec<Found> = Vec::new();
    let mut rejected: Vec<(Seed, &'static str)> = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let crowding = Crowding::new(followers, &days, &taken);
        let rhythm = (followers.basis == Basis::FollowTime).then(|| Rhythm::new(&days, &taken)).flatten();
        let shares = Shares::new(n, |i| {
            (followers.signs[i].judged() && !taken[i]).then(|| followers.signs[i].pattern())
        });
        let mut seeds: Vec<Seed> = Vec::new();
        let of = |c: Crowd, by| Seed { window: c.window, band: Some(c.band), by, ln_chance: c.ln_chance };
        if let Some(c) = &crowding {
            seeds.extend(c.scan_alike(ALPHA_SCAN, MOST_SEEDS).into_iter().map(|c| of(c, "alike")));
            seeds.extend(c.scan(ALPHA_SCAN, MOST_SEEDS).into_iter().map(|c| of(c, "crowd")));
        }
        seeds.extend(shares.scan(ALPHA_SCAN, MOST_SEEDS).into_iter().map(|e| Seed { window: e.window, band: None, by: "pattern", ln_chance: e.ln_chance }));
        seeds.sort_by(|a, b| a.ln_chance.total_cmp(&b.ln_chance));
        let mut next = None;
        for seed in seeds {
            if rejected.iter().any(|(r, _)| r.window == seed.window && r.by == seed.by && r.band == seed.band) { continue; }
            match examine(followers, &taken, &seed, crowding.as_ref(), rhythm.as_ref(), &shares, &days) {
                Ok(burst) => { next = Some((seed, burst)); break; }
                Err(why) => rejected.push((seed, why)),
            }
        }
        let Some((seed, burst)) = next else { break };
        let core = |place: usize| {
            seed.window.contains(&place) && match seed.band {
                Some((a, b)) => followers.created[place] >= a && followers.created[place] <= b && (seed.by != "alike" || followers.signs[place].pattern()),
                None => followers.signs[place].pattern(),
            }
        };
        let Some(m) = members(followers, &taken, &seed.window, core) else { rejected.push((seed, "nobody")); continue };
        let flagged = m.alike.iter().filter(|p| **p).count();
        if flagged < 5 { rejected.push((seed, "few")); continue; }
        for (place, p) in m.window.clone().zip(&m.alike) { if *p { taken[place] = true; } }
        found.push(Found { seed, members: m, burst });
    }
    let mut merged: Vec<(Range<usize>, Vec<usize>, Found)> = Vec::new();
    for f in found {
        let places: Vec<usize> = f.members.window.clone().zip(&f.members.alike).filter(|(_, a)| **a).map(|(p, _)| p).collect();
        let w = f.members.window.clone();
        let meets = |o: &Range<usize>| { let shared = w.end.min(o.end).saturating_sub(w.start.max(o.start)); 2 * shared >= w.len().min(o.len()) };
        match merged.iter_mut().find(|(o, _, _)| meets(o)) {
            Some((o, p, _)) => { *o = o.start.min(w.start)..o.end.max(w.end); p.extend(places); }
            None => merged.push((w, places, f)),
        }
    }
    let mut out = Vec::new();
    for k in 0..merged.len() {
        let mut mine = vec![false; n];
        merged[k].1.iter().for_each(|p| mine[*p] = true);
        let others: Vec<bool> = taken.iter().zip(&mine).map(|(t, m)| *t && !*m).collect();
        let (w, _, f) = &merged[k];
        let members = members(followers, &others, w, |p| mine[p]).unwrap_or_else(|| f.members.clone());
        for p in &merged[k].1 { taken[*p] = false; }
        for (p, a) in members.window.clone().zip(&members.alike) { if *a { taken[p] = true; } }
        let again: Vec<usize> = members.window.clone().zip(&members.alike).filter(|(_, a)| **a).map(|(p, _)| p).collect();
        out.push(Found { members, ..f.clone() });
        merged[k].1 = again;
    }
    Audit { found: out, taken, rejected }
}

fn examine(followers: &Followers, taken: &[bool], seed: &Seed, crowding: Option<&Crowding>, rhythm: Option<&Rhythm>, shares: &Shares, days: &[u16]) -> Result<Option<Burst>, &'static str> {
    let ln_kind = ALPHA_KIND.ln();
    let burst = rhythm.and_then(|r| r.test(r.place(days[seed.window.start])..=r.place(days[seed.window.end - 1])));
    let t = burst.as_ref().is_some_and(|b| b.is_burst() && b.ln_chance <= ln_kind);
    let open = |i: usize| !taken[i];
    let in_band = |i: usize| seed.band.is_some_and(|(a, b)| followers.created[i] >= a && followers.created[i] <= b);
    let pat = |i: usize| followers.signs[i].pattern();
    if let (Some(band), Some(c)) = (seed.band, crowding) {
        let r = c.close(&seed.window, band);
        let cell = seed.window.clone().filter(|i| open(*i) && in_band(*i)).count() as f64;
        let cell_pat = seed.window.clone().filter(|i| open(*i) && in_band(*i) && pat(*i)).count() as f64;
        let w_pat = seed.window.clone().filter(|i| open(*i) && pat(*i)).count() as f64;
        let crowd_all = super::tail::ln_count(cell, r.expected, 1.0) <= ln_kind && cell >= 3.0 * r.expected;
        let e_pat = w_pat * r.expected / r.size.max(1.0);
        let crowd_pat = super::tail::ln_count(cell_pat, e_pat, 1.0) <= ln_kind && cell_pat >= 3.0 * e_pat;
        let crowd = crowd_all || crowd_pat;
        let excess = (cell - r.expected).max(1.0);
        let p_share = (cell_pat - r.expected * r.pattern_share) / excess;
        let p = super::tail::ln_count(cell_pat, cell * r.pattern_share, 1.0) <= ln_kind && p_share >= 0.5;
        if crowd && p { return Ok(burst); }
        if crowd_all && t && !r.fresh {
            let b = burst.as_ref().expect("t");
            if excess >= 0.4 * (b.seen - b.expected) { return Ok(burst); }
        }
        return Err("no agreement (crowd)");
    }
    let _ = shares;
    if t {
        let b = burst.as_ref().expect("t");
        let judged = seed.window.clone().filter(|i| open(*i) && followers.signs[*i].judged()).count() as f64;
        let seen = seed.window.clone().filter(|i| open(*i) && pat(*i)).count() as f64;
        let (others, of) = (0..followers.len()).filter(|i| open(*i) && !seed.window.contains(i) && followers.signs[*i].judged()).fold((0.0, 0.0), |s, i| (s.0 + f64::from(u8::from(pat(i))), s.1 + 1.0));
        let beyond = seen - judged * others / f64::max(of, 1.0);
        if beyond >= 0.5 * (b.seen - b.expected) { return Ok(burst); }
        return Err("burst is of others");
    }
    Err("no agreement (pattern)")
}
