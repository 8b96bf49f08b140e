package dev.assay.webapp.web;

import dev.assay.portal.articles.Articles;
import dev.assay.portal.articles.ReadingPath;
import dev.assay.portal.devices.DeviceView;
import dev.assay.portal.devices.Devices;
import dev.assay.portal.experiments.ExperimentCard;
import dev.assay.portal.experiments.ExperimentFilter;
import dev.assay.portal.experiments.Experiments;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** The first page: what this is, the latest verdicts, the devices, what to read. */
@Named("homePage")
@RequestScoped
public class HomePage {
    private static final int LATEST = 5;

    @Inject
    Experiments experiments;

    @Inject
    Devices devices;

    @Inject
    Articles articles;

    private List<ExperimentCard> latest = List.of();
    private List<DeviceView> fleet = List.of();

    @PostConstruct
    void load() {
        latest = experiments.list(ExperimentFilter.ALL, null, LATEST).items();
        fleet = devices.list();
    }

    public List<ExperimentCard> getLatest() {
        return latest;
    }

    public List<DeviceView> getFleet() {
        return fleet;
    }

    public List<ReadingPath> getPaths() {
        return articles.paths();
    }
}
