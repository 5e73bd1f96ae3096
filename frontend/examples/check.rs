//! dev
#![allow(clippy::all, clippy::disallowed_methods, clippy::disallowed_types)]
fn main() {
    let t0 = std::time::Instant::now();
    for f in std::env::args().skip(1) {
        let Ok(s) = std::fs::read_to_string(&f) else { continue };
        let t = std::time::Instant::now();
        let p = monte_frontend::parse_module(&s, &f);
        if s.len() > 1000000 {
            eprintln!("{} bytes {:?}", s.len(), t.elapsed());
        }
        if !p.diagnostics.is_empty() {
            println!("=== {f} incomplete={}", p.incomplete);
            println!("{}", monte_frontend::render_all(&p.diagnostics, &s, &f, false));
        }
    }
    eprintln!("{:?}", t0.elapsed());
}
