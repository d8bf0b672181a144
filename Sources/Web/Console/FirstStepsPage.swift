/// What a fresh installation says before it has a company: the commands to run, in order.
struct FirstStepsPage: Page {
    let frame: PageFrame
    /// What each command does, and the command.
    let steps: [(what: String, command: String)]

    var title: String { say(.firstSteps) }

    var body: HTML {
        """
        <h1>\(say(.firstSteps))</h1>
        <p class="lead">\(say(.firstStepsExplained))</p>
        <ol class="steps">
        \(steps.map { "<li><p>\($0.what)</p><pre><code>\($0.command)</code></pre></li>\n" as HTML })</ol>
        """
    }
}
