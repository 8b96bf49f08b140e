package dev.assay.cli;

import picocli.CommandLine.IVersionProvider;

/** The version from the jar's manifest, with the Java runtime that carries it. */
final class ProductVersion implements IVersionProvider {
    static String product() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"assay " + product() + " (Java " + Runtime.version() + ")"};
    }
}
