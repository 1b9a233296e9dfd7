<?xml version="1.0" encoding="utf-8"?>
<!-- What Gradle does last to a merged manifest: what was said to its program goes, and with it what was to be taken out. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:tools="http://schemas.android.com/tools">
  <xsl:template match="@* | node()">
    <xsl:copy><xsl:apply-templates select="@* | node()" /></xsl:copy>
  </xsl:template>
  <xsl:template match="*[@tools:node = 'remove'] | @tools:*" />
</xsl:stylesheet>
