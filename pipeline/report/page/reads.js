// The viewer of reads: igv.js, unpacked when first wanted, with the reads and the reference that are in this file.
"use strict";

let viewer = null;  // promise of the library

function loadViewer() {
  if (viewer === null)
    viewer = inflate(document.getElementById("viewer-code").textContent).then((code) => {
      document.head.append(element("script", {}, code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n")));
      return window.igv;
    });
  return viewer;
}

const readsData = JSON.parse(document.getElementById("reads-data").textContent || "{}");

function hasReads(finding) {
  return readsData[finding.key] !== undefined;
}

async function showReads(finding, samples, holder) {
  holder.replaceChildren(say("loading") + " …");
  const igv = await loadViewer();
  const slice = finding.slice;
  const contig = slice.contig;  // a name that igv.js takes as it is
  const fasta = `>${contig}:${slice.start + 1}-${slice.start + slice.bases.length} @len=${slice.contig_bases}\n${slice.bases}\n`;
  const tracks = samples.map((sample, index) => ({
    type: "alignment", format: "bam", name: shorten(sample.name, 40), indexed: false, height: 230, autoHeight: false,
    url: "data:application/gzip;base64," + readsData[finding.key][index], color: "#c3ccd5", showSoftClips: true,
    showCoverage: true, displayMode: "SQUISHED", groupBy: "tag:HP", sort: {chr: contig, position: finding.position, option: "BASE", direction: "ASC"},
  }));
  holder.replaceChildren(element("p", {class: "small"}, say("reads_note")), element("div", {class: "igv"}));
  await igv.createBrowser(holder.lastChild, {
    loadDefaultGenomes: false, genomeList: [], showNavigation: false, showChromosomeWidget: false, showRuler: true,
    reference: {id: "slice", name: "slice", fastaURL: "data:text/plain;base64," + btoa(fasta), wholeGenomeView: false},
    locus: `${contig}:${Math.max(slice.start + 1, finding.position - 55)}-${finding.position + finding.reference.length + 55}`,
    tracks,
  });
}
