import SupportPolicy

/// Whether a paper is genuine, and whether what it says still holds.
struct PaperPage: Page {
    struct Standing: Sendable {
        let facts: [(name: String, value: String)]
        /// `nil` where nothing can expire.
        let isInForce: Bool?
        let now: String
    }

    /// What was looked at, and what came of it.
    enum Finding: Sendable {
        /// By its code: the company issued it so.
        case paper(Standing)
        /// The file, to the byte.
        case file(Standing)
        case changedFile(Standing)
        case nothing
        case noFile

        var standing: Standing? {
            switch self {
            case .paper(let standing), .file(let standing), .changedFile(let standing): standing
            case .nothing, .noFile: nil
            }
        }

        var isGenuine: Bool {
            switch self {
            case .paper, .file: true
            case .changedFile, .nothing, .noFile: false
            }
        }
    }

    let frame: PageFrame
    let finding: Finding

    var title: String { say(finding.isGenuine ? .paperGenuine : .paperNotGenuine) }

    var body: HTML {
        """
        <h1>\(title)</h1>
        <p class="mark \(finding.isGenuine ? "kept" : "late") wraps"><span aria-hidden="true">\(finding.isGenuine ? "✓" : "✗")</span> \(explained)</p>
        \(finding.standing.map(facts))
        <p><a class="button" href="\(Link(frame.company.slug, "papers"))">\(say(.checkAFile))</a></p>
        <p class="hint">\(say(.paperKeyExplained)) <a href="\(Link(frame.company.slug, "papers", "key"))">\(say(.publicKey))</a></p>
        """
    }

    private var explained: String {
        switch finding {
        case .paper: say(.paperGenuineExplained)
        case .file: say(.fileGenuineExplained)
        case .changedFile: say(.fileChangedExplained)
        case .nothing: say(.paperNotGenuineExplained)
        case .noFile: say(.fileUnknownExplained)
        }
    }

    private func facts(_ standing: Standing) -> HTML {
        """
        \(standing.isInForce.map { "<p class=\"mark \($0 ? "kept" : "late")\"><span aria-hidden=\"true\">\($0 ? "✓" : "✗")</span> \(standing.now)</p>" as HTML })
        <dl class="facts">\(standing.facts.map { "<div><dt>\($0.name)</dt><dd><b>\($0.value)</b></dd></div>\n" as HTML })</dl>
        """
    }
}

/// Where anybody has a paper's file checked: a PDF, to the byte.
struct PaperCheckPage: Page {
    let frame: PageFrame
    let fields: [FormField]

    var title: String { say(.checkAFile) }

    var body: HTML {
        """
        <h1>\(title)</h1>
        <p>\(say(.checkAFileExplained))</p>
        \(fields.summary(in: say))\
        <form method="post" action="\(Link(frame.company.slug, "papers"))" enctype="multipart/form-data">
        \(frame.csrf)
        \(fields.html(in: say))
        <p><button class="primary">\(say(.check))</button></p>
        </form>
        """
    }
}
