//! A response plugin that never answers. The demonstration calls it to show that the host stops it, says so, and goes on
//! answering others meanwhile.

use plugwright_plugin_sdk::prelude::*;

/// The plugin.
#[derive(Debug)]
pub struct Endless;

impl Plugin for Endless {
    fn new(_: &Config) -> Result<Self, Error> {
        Ok(Self)
    }
}

impl ResponsePlugin for Endless {
    fn can_handle(&self, _: &PluginContext, _: &Route) -> Result<bool, Error> {
        Ok(true)
    }

    fn generate(&self, _: &PluginContext, _: &Route) -> Result<HttpResponse, Error> {
        loop {
            std::hint::spin_loop();
        }
    }
}

plugwright_plugin_sdk::plugin!(Endless: response);
