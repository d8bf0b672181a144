import SupportPolicy

/// The front door of a company's support: what one can do here, whether anybody is in, and what is promised.
struct HomePage: Page {
    /// A way to reach the desk.
    struct Channel: Sendable {
        /// "Correo", "Teléfono".
        let name: String
        /// "soporte@facturarenlinea.com.mx"
        let address: String
        /// Where the address leads; `nil` where it cannot be followed.
        var link: Link?
        /// "lunes a viernes, 9:00–19:00"
        let hours: String
        /// "Desde su correo registrado"; empty where anybody may.
        var terms = ""
        var cite: ClauseCite?
    }

    /// One promise of the policy, in a row.
    struct Promise: Sendable {
        /// "Ticket y correo"
        let what: String
        /// "24 horas hábiles"; "sin compromiso" where nothing is promised.
        let firstAnswer: String
        let resolution: String
        var cites: [ClauseCite] = []
    }

    let frame: PageFrame
    /// "Hoy atendemos hasta las 19:00."
    let hoursToday: String
    var isOpenNow = true
    /// What the company says about itself and its support, one or two sentences; empty shows nothing.
    var welcome = ""
    var channels: [Channel] = []
    var promises: [Promise] = []
    /// Messages of the company to everybody: maintenance, changes at the SAT (FP-24, FP-26).
    var announcements: [String] = []

    var title: String { say(.support) }

    var body: HTML {
        """
        \(announcements.map { "<p class=\"flash notice\">\($0)</p>\n" as HTML })\
        <h1>\(say(.howCanWeHelp))</h1>
        <p class="hours \(isOpenNow ? "open" : "shut")">\(hoursToday)</p>
        \(welcome.isEmpty ? nil : "<p>\(welcome)</p>" as HTML)
        <ul class="doors">
        <li><a class="button" href="\(Link.requestForm(slug))">\(say(.openARequest))</a><span>\(say(.openARequestHint))</span></li>
        <li><a href="\(Link.lookup(slug))">\(say(.lookUpAFolio))</a><span>\(say(.lookUpAFolioHint))</span></li>
        <li>\(mine)</li>
        </ul>
        \(promises.table(in: say))\(channels.isEmpty ? nil : channelList)
        """
    }

    private var slug: String { frame.company.slug }

    private var mine: HTML {
        guard frame.person == nil else {
            return "<a href=\"\(Link.requests(slug))\">\(say(.myRequests))</a><span>\(say(.myRequestsHint))</span>"
        }
        return "<a href=\"\(Link.signIn(slug))\">\(say(.signIn))</a><span>\(say(.signInHint))</span>"
    }

    private var channelList: HTML {
        """
        <section aria-labelledby="channels"><h2 id="channels">\(say(.waysToReachUs))</h2>
        <dl class="channels">
        \(channels.map { channel in """
            <div><dt>\(channel.name)</dt>
            <dd>\(channel.link.map { "<a href=\"\($0)\">\(channel.address)</a>" as HTML } ?? "\(channel.address)")\
            <span>\(channel.hours) \(channel.cite?.html)</span>\(channel.terms.isEmpty ? nil : "<span>\(channel.terms)</span>" as HTML)</dd></div>

            """ as HTML })</dl></section>

        """
    }
}

extension [HomePage.Promise] {
    /// What is promised, a row for each kind of request; nothing when nothing is.
    func table(in say: Language) -> HTML? {
        guard !isEmpty else { return nil }
        return """
            <section aria-labelledby="s-promises"><h2 id="s-promises">\(say(.whatWePromise))</h2>
            <div class="scroll" tabindex="0" role="group" aria-labelledby="s-promises"><table>
            <thead><tr><th scope="col">\(say(.way))</th><th scope="col">\(say(.firstAnswer))</th>\
            <th scope="col">\(say(.resolution))</th><th scope="col">\(say(.clause))</th></tr></thead>
            <tbody>
            \(map { promise in """
                <tr><th scope="row">\(promise.what)</th><td>\(promise.firstAnswer)</td><td>\(promise.resolution)</td>\
                <td>\(promise.cites.map { "\($0.html) " as HTML })</td></tr>

                """ as HTML })</tbody></table></div></section>

            """
    }
}
