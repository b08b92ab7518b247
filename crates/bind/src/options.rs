//! What is written between the parentheses of `bind!`.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitStr, Path, Result, Token, braced, bracketed, token};

/// `{ path: …, world: …, inline: …, imports: async, runtime: … }`.
pub(crate) struct Options {
    /// Folders and files of WIT, relative to the package; each may use the packages before it.
    pub(crate) paths: Vec<LitStr>,
    /// WIT in the macro itself.
    pub(crate) inline: Option<LitStr>,
    /// The world to bind.
    pub(crate) world: Option<LitStr>,
    /// Whether the functions that the program serves are async.
    pub(crate) async_imports: bool,
    /// The crate that has the runtime; the facade unless it is told otherwise.
    pub(crate) runtime: Path,
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut options = Self {
            paths: Vec::new(),
            inline: None,
            world: None,
            async_imports: false,
            runtime: syn::parse_quote!(::plugwright),
        };
        if input.peek(LitStr) {
            options.world = Some(input.parse()?);
            return Ok(options);
        }
        let content;
        braced!(content in input);
        while !content.is_empty() {
            options.option(&content)?;
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

impl Options {
    fn option(&mut self, input: ParseStream<'_>) -> Result<()> {
        let key: Ident = input.parse()?;
        input.parse::<Token![:]>()?;
        match key.to_string().as_str() {
            "path" => self.paths = paths(input)?,
            "inline" => self.inline = Some(input.parse()?),
            "world" => self.world = Some(input.parse()?),
            "imports" => {
                input.parse::<Token![async]>()?;
                self.async_imports = true;
            }
            "runtime" => self.runtime = input.parse()?,
            other => {
                let message = format!(
                    "unknown option `{other}`; there are path, inline, world, imports and runtime"
                );
                return Err(Error::new(key.span(), message));
            }
        }
        Ok(())
    }
}

fn paths(input: ParseStream<'_>) -> Result<Vec<LitStr>> {
    if !input.peek(token::Bracket) {
        return Ok(vec![input.parse()?]);
    }
    let list;
    bracketed!(list in input);
    let paths =
        Punctuated::<LitStr, Token![,]>::parse_terminated_with(&list, |input| input.parse())?;
    Ok(paths.into_iter().collect())
}
