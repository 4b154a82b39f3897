//! A PostgreSQL server of the tests' own: on a socket in a temporary folder, as a user without rights, gone with the
//! test process.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The running server. Its standard input stays open as long as this process lives; it stops when that ends.
struct Server {
    socket: PathBuf,
    programs: PathBuf,
    user: &'static str,
    _guard: Child,
}

/// The URL of a new, empty database.
pub(crate) fn database() -> String {
    static SERVER: OnceLock<Server> = OnceLock::new();
    static DATABASES: AtomicU32 = AtomicU32::new(0);
    let server = SERVER.get_or_init(start);
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let made = Command::new(server.programs.join("createdb"))
        .args(["--host", server.socket.to_str().expect("UTF-8"), "--username", server.user, &name])
        .status()
        .expect("createdb runs");
    assert!(made.success(), "createdb failed");
    let socket = server.socket.to_str().expect("UTF-8").replace('/', "%2F");
    format!("postgres://{}@{socket}/{name}", server.user)
}

/// The folder of PostgreSQL's programs: on the path, or where Debian puts them.
fn programs() -> Option<PathBuf> {
    let on_path = std::env::split_paths(&std::env::var_os("PATH")?).find(|folder| folder.join("initdb").is_file());
    // A link on the path may lead to a folder without the server itself.
    let on_path = on_path.and_then(|folder| fs::canonicalize(folder.join("initdb")).ok()?.parent().map(Path::to_owned));
    let mut debian: Vec<PathBuf> =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|e| e.path().join("bin")).collect();
    debian.sort();
    debian.into_iter().rev().chain(on_path).find(|f| f.join("initdb").is_file() && f.join("postgres").is_file())
}

fn start() -> Server {
    let programs = programs().expect("PostgreSQL (initdb, postgres): `bash .ci/tools` installs it");
    let folder = tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").expect("a temporary folder").keep();
    // PostgreSQL refuses to run as root.
    let is_root = fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    let user = if is_root { "nobody" } else { "tester" };
    if is_root {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).expect("a folder of ours");
    }
    let script = format!(
        "set -e; cd '{folder}'; '{programs}/initdb' --pgdata data --username {user} --auth trust --no-sync >&2; \
         '{programs}/postgres' -D data -k '{folder}' -h '' -c fsync=on >&2 & server=$!; \
         until '{programs}/pg_isready' --host '{folder}' --quiet; do kill -0 $server; sleep 0.1; done; \
         echo ready; cat >/dev/null; kill -INT $server; wait $server; rm -rf '{folder}/data'; rm -rf '{folder}' || true",
        folder = folder.display(),
        programs = programs.display(),
    );
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "sh", "-c", &script]);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", &script]);
        command
    };
    let log = fs::File::create(folder.join("log")).expect("a file");
    let mut guard = command
        .env("HOME", &folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .expect("a shell runs");
    let mut line = String::new();
    BufReader::new(guard.stdout.take().expect("piped")).read_line(&mut line).expect("the shell speaks");
    let log = || fs::read_to_string(folder.join("log")).unwrap_or_default();
    assert_eq!(line.trim(), "ready", "PostgreSQL does not start: {}", log());
    Server { socket: folder.clone(), programs, user, _guard: guard }
}
