//! `kubectl create job NAME --from=cronjob/NAME`: what a CronJob would make, at once (`create_job.go`, `createJobFromCronJob`).

use super::made::Made;
use super::objects::{Objects, resource};
use crate::inventory::{Arrival, Found, Inventory};
use crate::resource::Resource;
use crate::source::Draft;

impl<'a> Inventory<'a> {
    /// Makes a Job of a CronJob's template. It is nobody's here: the Jobs that its CronJob makes come beside it.
    ///
    /// # Errors
    /// There is no such CronJob, or a Job of that name already; what the server has against the Job.
    pub(super) fn run_now(&mut self, objects: &Objects, name: &str, made: &'a Made<'a>) -> Result<(), String> {
        for at in self.controllers_of(objects)? {
            let Arrival::Controller(cron) = &self.arrivals[at] else { continue };
            let key = ("Job".to_owned(), cron.namespace.clone(), name.to_owned());
            if self.is_there(&key, made) {
                return Err(format!("failed to create job: {} \"{name}\" already exists", resource("Job")));
            }
            let written = Draft::of(cron.origin.root);
            let mut job = written.at(&["spec", "jobTemplate"]).cloned().unwrap_or_else(Draft::map);
            job.set("apiVersion", Draft::text("batch/v1"));
            job.set("kind", Draft::text("Job"));
            let meta = job.at_mut(&["metadata"]);
            meta.set("name", Draft::text(name));
            meta.set("namespace", Draft::text(&*cron.namespace));
            let annotations = meta.at_mut(&["annotations"]);
            annotations.set("cronjob.kubernetes.io/instantiate", Draft::text("manual"));
            let root = made.object(&job, cron.origin.root)?;
            let found = Found { file: cron.origin.file, resource: Resource::new(root) };
            self.put(found, made)?;
        }
        Ok(())
    }
}
