//! curl commands, as browsers and documentation give them: one after the other, long ones over several lines.

use super::recording::{
    RecordedCredentials, RecordedRequest, RecordedResponse, Recording, path_template,
};

/// Options whose next word is their value and that say nothing about the API.
const WITH_VALUE: [&str; 20] = [
    "-A",
    "--user-agent",
    "-b",
    "--cookie",
    "-c",
    "--cookie-jar",
    "-e",
    "--referer",
    "-m",
    "--max-time",
    "-o",
    "--output",
    "-w",
    "--write-out",
    "-x",
    "--proxy",
    "--cacert",
    "--connect-timeout",
    "--retry",
    "--resolve",
];

pub(super) fn read(text: &str) -> Result<Recording, String> {
    let mut requests = Vec::new();
    for (number, command) in commands(text) {
        let words =
            shell_words::split(&command).map_err(|error| format!("line {number}: {error}"))?;
        requests.push(
            recorded(&words)
                .ok_or_else(|| format!("line {number}: the curl command has no URL"))?,
        );
    }
    Ok(Recording {
        title: "curl commands".to_owned(),
        requests,
    })
}

/// The commands with the lines that they begin in.
fn commands(text: &str) -> Vec<(usize, String)> {
    let mut commands: Vec<(usize, String)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if trimmed == "curl" || trimmed.starts_with("curl ") {
            commands.push((index + 1, String::new()));
        }
        if let Some((_, command)) = commands.last_mut().filter(|_| !trimmed.starts_with('#')) {
            command.push_str(line.trim_end().trim_end_matches('\\'));
            command.push('\n');
        }
    }
    commands
}

fn recorded(words: &[String]) -> Option<RecordedRequest> {
    let mut request = RecordedRequest::default();
    let (mut url, mut method, mut sent, mut in_query) = (None, None, None, false);
    let mut words = words.iter().skip(1).map(String::as_str);
    while let Some(word) = words.next() {
        match split(word) {
            ("-X" | "--request", value) => {
                method = value.or_else(|| words.next()).map(str::to_ascii_lowercase);
            }
            ("-H" | "--header", value) => add_header(&mut request, value.or_else(|| words.next())?),
            ("-u" | "--user", value) => {
                request.credentials = value
                    .or_else(|| words.next())
                    .map(|_| RecordedCredentials::Basic);
            }
            (
                "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-urlencode" | "--json"
                | "-F" | "--form",
                value,
            ) => {
                sent = value.or_else(|| words.next());
            }
            ("-I" | "--head", _) => method = Some("head".to_owned()),
            ("-G" | "--get", _) => in_query = true,
            ("--url", value) => url = value.or_else(|| words.next()),
            (option, None) if WITH_VALUE.contains(&option) => {
                words.next();
            }
            (option, _) if option.starts_with('-') => {}
            _ => url = Some(word),
        }
    }
    let implied = if sent.is_some() && !in_query {
        "post"
    } else {
        "get"
    };
    request.method = method.unwrap_or_else(|| implied.to_owned());
    request.path = path_template(url?);
    request.name = format!("{} {}", request.method, request.path);
    request.responses.push(RecordedResponse::assumed(sent));
    Some(request)
}

/// `-XPOST` and `--request=POST` carry their values with them.
fn split(word: &str) -> (&str, Option<&str>) {
    if word.starts_with("--") {
        return word
            .split_once('=')
            .map_or((word, None), |(option, value)| (option, Some(value)));
    }
    let short = ["-X", "-H", "-u", "-d", "-F"]
        .into_iter()
        .find(|short| word.len() > 2 && word.starts_with(short));
    short.map_or((word, None), |short| (short, word.strip_prefix(short)))
}

fn add_header(request: &mut RecordedRequest, header: &str) {
    let Some((name, value)) = header.split_once(':') else {
        return;
    };
    let (name, value) = (
        name.trim().to_ascii_lowercase(),
        value.trim().to_ascii_lowercase(),
    );
    if name == "authorization" && value.starts_with("bearer") {
        request.credentials = Some(RecordedCredentials::Bearer);
    } else if name == "authorization" && value.starts_with("basic") {
        request.credentials = Some(RecordedCredentials::Basic);
    } else if name.contains("api-key") || name.contains("apikey") {
        request.credentials = Some(RecordedCredentials::Header(name));
    }
}
