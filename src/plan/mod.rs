//! plan
mod branch;
mod curve;
mod interior;
#[cfg(test)]
mod optimum;
mod program;
mod relax;
